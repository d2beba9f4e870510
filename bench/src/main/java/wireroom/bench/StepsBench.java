package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wireroom.app.simulate.Generator;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.language.LanguageDetector;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.enrich.text.CleanText;
import wireroom.enrich.text.TextCleaner;
import wireroom.enrich.token.Tokens;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.WireItem;

/**
 * What the steps of enrich that look at one article cost, one by one and together, without Kafka: CPU time of the thread
 * and bytes allocated per article. Each round runs all of them on the same articles, so that they share the machine's
 * mood.
 */
final class StepsBench {
    private static final double THRESHOLD = 0.5;

    private final Options options;
    private final Results results;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TextCleaner cleaner = new TextCleaner();
    private final LanguageDetector languages = new LanguageDetector();
    private final EntityStep entities = new EntityStep();
    private final MediaTopicStep mediaTopics = new MediaTopicStep(THRESHOLD);
    /** Keeps results alive. */
    private long sink;

    StepsBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    /** What an article has become on its way. */
    private static final class Piece {
        final WireItem item;
        CleanText text;
        Tokens tokens;
        String language;
        List<Entity> found;

        Piece(WireItem item) {
            this.item = item;
        }
    }

    private interface Step {
        long take(Piece piece);
    }

    void run() {
        int count = options.number("count", 2_000);
        int rounds = options.number("rounds", 7);
        int warmUp = options.number("warm-up", 5);
        List<Piece> pieces = pieces(count);
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("text", this::text);
        steps.put("tokens", this::tokens);
        steps.put("language", this::language);
        steps.put("entity", this::entity);
        steps.put("mediatopic", this::mediaTopic);
        steps.put("together", this::together);
        Map<String, double[]> micros = new LinkedHashMap<>();
        Map<String, double[]> kilobytes = new LinkedHashMap<>();
        steps.keySet().forEach(name -> {
            micros.put(name, new double[rounds]);
            kilobytes.put(name, new double[rounds]);
        });
        for (int round = -warmUp; round < rounds; round++) {
            for (Map.Entry<String, Step> step : steps.entrySet()) {
                long cpu = threads.getCurrentThreadCpuTime();
                long allocated = threads.getCurrentThreadAllocatedBytes();
                for (Piece piece : pieces) {
                    sink += step.getValue().take(piece);
                }
                if (round >= 0) {
                    micros.get(step.getKey())[round] = (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / count;
                    kilobytes.get(step.getKey())[round] =
                            (threads.getCurrentThreadAllocatedBytes() - allocated) / 1024.0 / count;
                }
            }
        }
        ObjectNode figures = results.figures();
        figures.put("articles", count).put("rounds", rounds).put("kept", sink != 0);
        double sum = 0;
        for (String name : steps.keySet()) {
            double each = Results.median(micros.get(name));
            figures.putObject(name)
                    .put("microsecondsOfCpuPerArticle", Results.rounded(each))
                    .put("kilobytesAllocatedPerArticle", Results.rounded(Results.median(kilobytes.get(name))));
            sum += name.equals("together") ? 0 : each;
        }
        figures.put("togetherBesideSumOfParts", Results.rounded(Results.median(micros.get("together")) / sum));
    }

    private List<Piece> pieces(int count) {
        List<Piece> pieces = new ArrayList<>();
        for (Generator.Wire wire : new Generator(options.seed()).next(2 * count)) {
            Document document = new Document(
                    Input.of(wire.json().getBytes(StandardCharsets.UTF_8)),
                    "bench",
                    "bench",
                    Channel.FOLDER,
                    wire.file(),
                    Optional.empty(),
                    Instant.parse("2026-01-05T12:00:00Z"),
                    StandardCharsets.UTF_8,
                    ZoneOffset.UTC,
                    Profile.DEFAULT,
                    Limits.DEFAULT);
            FormatParser.parse(document).items().stream()
                    .filter(item -> item.getBodyText() != null || item.getBodyHtml() != null)
                    .filter(item -> pieces.size() < count)
                    .forEach(item -> pieces.add(new Piece(item)));
        }
        return pieces;
    }

    private long text(Piece piece) {
        piece.text = cleaner.clean(piece.item);
        return piece.text.body() == null ? 0 : piece.text.body().length();
    }

    private long tokens(Piece piece) {
        piece.tokens = Tokens.of(piece.text.body() == null ? "" : piece.text.body());
        return piece.tokens.size();
    }

    private long language(Piece piece) {
        String text = piece.text.body() == null ? piece.text.headline() : piece.text.body();
        piece.language = languages.detect(text, piece.item.getLanguage());
        return piece.language == null ? 0 : piece.language.length();
    }

    private long entity(Piece piece) {
        piece.found = entities.find(piece.item, piece.text.headline(), piece.text.body(), piece.tokens, piece.language);
        return piece.found.size();
    }

    private long mediaTopic(Piece piece) {
        List<MediaTopic> topics = mediaTopics.classify(
                piece.item.getSubjects(), piece.text.headline(), piece.text.body(), piece.tokens, piece.language);
        return topics.size();
    }

    private long together(Piece piece) {
        return text(piece) + tokens(piece) + language(piece) + entity(piece) + mediaTopic(piece);
    }
}
