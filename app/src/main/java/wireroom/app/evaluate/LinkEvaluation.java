package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.language.LanguageDetector;
import wireroom.enrich.token.Tokens;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Mention;

/**
 * Judges the links of the pipeline, end to end: the text goes in, and a link is right when its characters are exactly
 * those of a labelled name and one of its ids is the label's Wikidata id, or the title of its Wikipedia article, without
 * what stands in brackets, is the label's name (we have Wikidata ids of few things; how many were right by which is told). Names that the labels say are nothing in Wikidata count neither way; names that the pipeline leaves
 * local are not found. An item is a text.
 */
public final class LinkEvaluation {
    private final EntityStep step = new EntityStep();
    private final LanguageDetector languages = new LanguageDetector();

    private LinkEvaluation() {}

    /**
     * Judges.
     *
     * @param language of the texts as BCP 47, null to let the pipeline tell each
     * @throws MalformedFile when a file is not texts with labels
     */
    public static Judgement judge(List<Path> files, String language, LongSupplier nanoTime) throws IOException {
        return new LinkEvaluation().run(files, language, nanoTime);
    }

    private record Task(LabelledLinks.Document document, String language) {}

    private Judgement run(List<Path> files, String told, LongSupplier nanoTime) throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (Path file : files) {
            for (LabelledLinks.Document document : LabelledLinks.read(file)) {
                tasks.add(new Task(document, told == null ? languages.detect(document.text(), null) : told));
            }
        }
        Tally all = new Tally();
        Map<String, Tally> perType = new TreeMap<>();
        for (EntityType type : EntityType.values()) {
            perType.put(type.name(), new Tally());
        }
        long[] seen = new long[4];
        tasks.forEach(task -> count(task, all, perType, seen));
        double speed = Stopwatch.perSecond(tasks.size(), nanoTime, () -> tasks.forEach(this::find));
        Map<String, Double> more = new TreeMap<>();
        more.put("spansFound", seen[0] == 0 ? 0 : (double) seen[1] / seen[0]);
        more.put("rightByWikidataId", (double) seen[2]);
        more.put("rightByTitle", (double) seen[3]);
        return new Judgement("linking", all, null, new TreeMap<>(perType), tasks.size(), "texts", speed, more);
    }

    private List<Entity> find(Task task) {
        String text = task.document.text();
        return step.find(null, null, text, Tokens.of(text), task.language);
    }

    /** A link's class is the type that the pipeline gives; what it misses has none and counts in all only. */
    private void count(Task task, Tally all, Map<String, Tally> perType, long[] seen) {
        LabelledLinks.Document document = task.document;
        Map<Long, LabelledLinks.Link> labels = new HashMap<>();
        for (LabelledLinks.Link link : document.links()) {
            labels.put(key(link.start(), link.end()), link);
            if (link.id() != null) {
                all.expect();
                seen[0]++;
            }
        }
        for (Entity entity : find(task)) {
            Tally tally = perType.get(entity.getType().name());
            Set<String> ids = ids(entity);
            for (Mention mention : mentions(entity)) {
                LabelledLinks.Link label = labels.get(key(mention.getStart(), mention.getEnd()));
                if (label != null && label.id() != null) {
                    seen[1]++;
                    tally.expect();
                }
                boolean judged = mention.getStart() >= document.from() && mention.getEnd() <= document.to();
                boolean nothing = label != null && label.id() == null;
                if (ids.isEmpty() || nothing || !judged) {
                    continue;
                }
                boolean byId = label != null && ids.contains("wikidata:" + label.id());
                boolean right = byId || label != null && ids.stream().anyMatch(id -> titled(id, label.name()));
                seen[byId ? 2 : 3] += right ? 1 : 0;
                tally.found(right);
                all.found(right);
            }
        }
    }

    /** A country is also linked where its people or its adjective is named. */
    private static List<Mention> mentions(Entity entity) {
        List<Mention> mentions = new ArrayList<>(entity.getMentions());
        mentions.addAll(entity.getPeoples());
        return mentions;
    }

    private static final String TITLE = "enwiki:";

    /** Whether an id is the article of that name; labels have no brackets, and no more than letters decide. */
    static boolean titled(String id, String name) {
        return id.startsWith(TITLE)
                && !name.isEmpty()
                && plain(id.substring(TITLE.length())).equals(plain(name));
    }

    private static String plain(String title) {
        int bracket = title.indexOf(" (");
        return Normalizer.normalize(bracket > 0 ? title.substring(0, bracket) : title, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                // The two vocabularies call the same teams so or so.
                .replace(" association football", " football")
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Empty for a name that is linked to nothing. */
    private static Set<String> ids(Entity entity) {
        if (entity.getId().startsWith("local:")) {
            return Set.of();
        }
        Set<String> ids = new HashSet<>(entity.getIdentifiers());
        ids.add(entity.getId());
        return ids;
    }

    private static long key(int start, int end) {
        return (long) start << 32 | end;
    }
}
