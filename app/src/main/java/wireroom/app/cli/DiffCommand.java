package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.log.EditionLog;
import wireroom.app.log.TopicLog;
import wireroom.model.Article;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** What another edition says differently. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Says per field what edition B changes against edition A, with examples.",
        footer = {"", "Example:  wireroom diff e1 e2 --examples 3"})
final class DiffCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The number of an output, which only orders them. */
    private static final Set<String> NO_CONTENT = Set.of("emission");

    private static final int CUT = 100;

    private record Change(String id, String before, String after) {}

    private final Context context;

    @Parameters(index = "0", paramLabel = "A", description = "edition to compare with")
    private String before;

    @Parameters(index = "1", paramLabel = "B", description = "edition to look at")
    private String after;

    @Option(names = "--examples", defaultValue = "1", description = "examples per field (default: ${DEFAULT-VALUE})")
    private int examples;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    DiffCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Cluster cluster = context.room(room.home()).cluster();
        SortedMap<String, ?> known = new EditionLog(cluster).all();
        for (String edition : List.of(before, after)) {
            if (!known.containsKey(edition)) {
                throw new CommandFailure(
                        Exit.FAILURE,
                        "there is no edition " + edition,
                        "known are " + String.join(", ", known.keySet()));
            }
        }
        PassedBy passed = new PassedBy(context.console());
        Map<String, GenericRecord> old = heads(cluster, before, passed);
        Map<String, GenericRecord> young = heads(cluster, after, passed);
        Set<String> onlyOld = new TreeSet<>(old.keySet());
        onlyOld.removeAll(young.keySet());
        Set<String> onlyYoung = new TreeSet<>(young.keySet());
        onlyYoung.removeAll(old.keySet());
        Map<String, List<Change>> changes = changes(old, young);
        int both = old.size() - onlyOld.size();
        if (json) {
            context.console().out().println(asJson(both, onlyOld, onlyYoung, changes));
        } else {
            print(both, onlyOld, onlyYoung, changes);
        }
        return passed.exit(Exit.OK);
    }

    /** Without conversions, because Avro neither compares nor prints instants inside unions. */
    private static GenericRecord plain(Article article) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<>(Article.class).write(article, encoder);
            encoder.flush();
            return new GenericDatumReader<GenericRecord>(Article.getClassSchema())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, GenericRecord> heads(Cluster cluster, String edition, PassedBy passed) {
        Map<String, GenericRecord> heads = new TreeMap<>();
        TopicLog.heads(cluster, Topics.articles(edition), Article::getEmission, passed)
                .forEach((id, article) -> heads.put(id, plain(article)));
        return heads;
    }

    private static Map<String, List<Change>> changes(Map<String, GenericRecord> old, Map<String, GenericRecord> young) {
        Map<String, List<Change>> changes = new LinkedHashMap<>();
        for (Schema.Field field : Article.getClassSchema().getFields()) {
            if (NO_CONTENT.contains(field.name())) {
                continue;
            }
            List<Change> found = new ArrayList<>();
            old.forEach((id, article) -> {
                GenericRecord other = young.get(id);
                if (other != null && !Objects.equals(article.get(field.pos()), other.get(field.pos()))) {
                    found.add(new Change(
                            id, String.valueOf(article.get(field.pos())), String.valueOf(other.get(field.pos()))));
                }
            });
            if (!found.isEmpty()) {
                changes.put(field.name(), found);
            }
        }
        return changes;
    }

    private void print(int both, Set<String> onlyOld, Set<String> onlyYoung, Map<String, List<Change>> changes) {
        var out = context.console().out();
        out.println(both + " articles in both, " + onlyOld.size() + " only in " + before + ", " + onlyYoung.size()
                + " only in " + after);
        onlyOld.stream().limit(examples).forEach(id -> out.println("  only in " + before + ": " + id));
        onlyYoung.stream().limit(examples).forEach(id -> out.println("  only in " + after + ": " + id));
        if (changes.isEmpty() && onlyOld.isEmpty() && onlyYoung.isEmpty()) {
            out.println("no difference");
        }
        changes.forEach((field, found) -> {
            out.printf(Locale.ROOT, "%-16s %6d changed%n", field, found.size());
            found.stream()
                    .limit(examples)
                    .forEach(change -> out.println("    " + change.id() + "\n      - " + cut(change.before())
                            + "\n      + " + cut(change.after())));
        });
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= CUT ? line : line.substring(0, CUT - 1) + "…";
    }

    private String asJson(int both, Set<String> onlyOld, Set<String> onlyYoung, Map<String, List<Change>> changes) {
        ObjectNode result = JSON.createObjectNode()
                .put("before", before)
                .put("after", after)
                .put("both", both);
        onlyOld.forEach(result.putArray("onlyBefore")::add);
        onlyYoung.forEach(result.putArray("onlyAfter")::add);
        ObjectNode fields = result.putObject("fields");
        changes.forEach((field, found) -> {
            ArrayNode shown =
                    fields.putObject(field).put("changed", found.size()).putArray("examples");
            found.stream()
                    .limit(examples)
                    .forEach(change -> shown.addObject()
                            .put("id", change.id())
                            .put("before", change.before())
                            .put("after", change.after()));
        });
        return result.toString();
    }
}
