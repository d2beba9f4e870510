package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.language.LanguageDetector;
import wireroom.enrich.token.Tokens;
import wireroom.model.Entity;
import wireroom.model.Mention;

/**
 * Judges the entities of the pipeline on files of tokens and labels: a mention is right when its characters and its type
 * are exactly those of a name. An item is a token of the file.
 */
public final class EntityEvaluation {
    /** Enough text to tell a language by. */
    private static final int SAMPLE = 20_000;

    private final EntityStep step = new EntityStep();

    private EntityEvaluation() {}

    /**
     * Judges.
     *
     * @param types that count, as the files write them
     * @param language of the files as BCP 47, null to let the pipeline tell
     * @throws MalformedFile when a file is not tokens and labels
     */
    public static Judgement judge(List<Path> files, Collection<String> types, String language, LongSupplier nanoTime)
            throws IOException {
        return new EntityEvaluation().run(files, types, language, nanoTime);
    }

    private record Task(LabelledTokens.Document document, String language) {}

    private Judgement run(List<Path> files, Collection<String> types, String told, LongSupplier nanoTime)
            throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (Path file : files) {
            List<LabelledTokens.Document> documents = LabelledTokens.read(file);
            String language = told == null ? language(documents) : told;
            documents.forEach(document -> tasks.add(new Task(document, language)));
        }
        Tally all = new Tally();
        Map<String, Tally> perType = new TreeMap<>();
        types.forEach(type -> perType.put(type, new Tally()));
        long tokens = 0;
        for (Task task : tasks) {
            count(task, all, perType);
            tokens += task.document.tokens();
        }
        double speed = Stopwatch.perSecond(tokens, nanoTime, () -> tasks.forEach(this::find));
        return new Judgement("entities", all, null, new TreeMap<>(perType), tokens, "tokens", speed, Map.of());
    }

    private static String language(List<LabelledTokens.Document> documents) {
        StringBuilder sample = new StringBuilder();
        for (LabelledTokens.Document document : documents) {
            if (sample.length() < SAMPLE) {
                sample.append(document.text());
            }
        }
        return new LanguageDetector().detect(sample.toString(), null);
    }

    private List<Entity> find(Task task) {
        String text = task.document.text();
        return step.find(null, null, text, Tokens.of(text), task.language);
    }

    private void count(Task task, Tally all, Map<String, Tally> perType) {
        Set<LabelledTokens.Name> names = new HashSet<>();
        for (LabelledTokens.Name name : task.document.names()) {
            Tally tally = perType.get(name.type());
            if (tally != null) {
                names.add(name);
                tally.expect();
                all.expect();
            }
        }
        for (Entity entity : find(task)) {
            String type = entity.getType().name();
            Tally tally = perType.get(type);
            if (tally == null) {
                continue;
            }
            for (Mention mention : entity.getMentions()) {
                boolean right = names.contains(new LabelledTokens.Name(mention.getStart(), mention.getEnd(), type));
                tally.found(right);
                all.found(right);
            }
        }
    }
}
