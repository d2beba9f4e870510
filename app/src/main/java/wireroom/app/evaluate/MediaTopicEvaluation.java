package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import wireroom.enrich.language.LanguageDetector;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.enrich.token.Tokens;
import wireroom.model.MediaTopic;

/**
 * Judges the media topics of the pipeline on files of {@code label<TAB>title<TAB>text}. The labels become media topics by
 * a map; only topics of the map are judged. A topic stands for all topics above it, on both sides: football that is given
 * where sport is wanted is right. Precision, recall and F1 are of the topics that the pipeline gives at its threshold;
 * accuracy, where every text has one label, asks whether the likeliest topic of the map is the label's, whatever the
 * threshold. Texts without a label of the map are not judged. An item is a text.
 */
public final class MediaTopicEvaluation {
    private final MediaTopicStep step;
    private final TopicMap map;
    private final LanguageDetector languages = new LanguageDetector();
    private final Set<String> judged = new TreeSet<>();

    private MediaTopicEvaluation(TopicMap map, double threshold) {
        this.map = map;
        this.step = new MediaTopicStep(threshold);
    }

    private record Task(LabelledTexts.Text text, String language, List<String> labels, Set<String> wanted) {}

    /**
     * Judges.
     *
     * @param map file of labels and codes, null for the reviewed table that ships
     * @param language of the texts as BCP 47, null to let the pipeline tell each
     * @param threshold least confidence of a topic, as the pipeline is set
     * @throws MalformedFile when a file is not labelled texts, or the map is none
     */
    public static Judgement judge(List<Path> files, Path map, String language, double threshold, LongSupplier nanoTime)
            throws IOException {
        TopicMap topics = map == null ? TopicMap.shipped() : TopicMap.read(map);
        return new MediaTopicEvaluation(topics, threshold).run(files, language, nanoTime);
    }

    private Judgement run(List<Path> files, String told, LongSupplier nanoTime) throws IOException {
        List<Task> tasks = new ArrayList<>();
        boolean single = true;
        int skipped = 0;
        for (Path file : files) {
            for (LabelledTexts.Text text : LabelledTexts.read(file, 3)) {
                List<String> labels = map.labels(text.label());
                single &= labels.size() == 1;
                Set<String> wanted = new TreeSet<>();
                labels.forEach(label -> wanted.addAll(map.sure().getOrDefault(label, Set.of())));
                if (wanted.isEmpty()) {
                    skipped++;
                } else {
                    judged.addAll(wanted);
                    String language = told == null ? languages.detect(text.text(), null) : told;
                    tasks.add(new Task(text, language, labels, wanted));
                }
            }
        }
        if (tasks.isEmpty()) {
            throw new MalformedFile(files.getFirst(), 1, "no label of this file is in the map; name one with --map");
        }
        Tally all = new Tally();
        Map<String, Tally> perTopic = new TreeMap<>();
        judged.forEach(code -> perTopic.put(code, new Tally()));
        int right = 0;
        for (Task task : tasks) {
            count(task, all, perTopic);
            right += single && task.wanted.contains(likeliest(task)) ? 1 : 0;
        }
        double speed = Stopwatch.perSecond(tasks.size(), nanoTime, () -> tasks.forEach(this::classify));
        return new Judgement(
                "mediatopics",
                all,
                single ? (double) right / tasks.size() : null,
                new TreeMap<>(perTopic),
                tasks.size(),
                "texts",
                speed,
                Map.of("notJudged", (double) skipped));
    }

    private List<MediaTopic> classify(Task task) {
        String text = task.text.text();
        return step.classify(List.of(), task.text.title(), text, Tokens.of(text), task.language);
    }

    private void count(Task task, Tally all, Map<String, Tally> perTopic) {
        Set<String> wanted = withParents(task.wanted);
        Set<String> open = new TreeSet<>();
        task.labels.forEach(label -> open.addAll(map.open().getOrDefault(label, Set.of())));
        Set<String> found =
                withParents(classify(task).stream().map(MediaTopic::getCode).toList());
        for (String code : wanted) {
            perTopic.get(code).expect();
            all.expect();
        }
        for (String code : found) {
            if (wanted.contains(code) || !open.contains(code)) {
                perTopic.get(code).found(wanted.contains(code));
                all.found(wanted.contains(code));
            }
        }
    }

    /** Those of the map that are among the codes or above one. */
    private Set<String> withParents(Iterable<String> codes) {
        Set<String> with = new TreeSet<>();
        for (String code : codes) {
            for (String above : judged) {
                if (code.equals(above) || MediaTopicStep.below(code, above)) {
                    with.add(above);
                }
            }
        }
        return with;
    }

    /** The topic of the map that the step holds to be likeliest; null when it has no idea. */
    private String likeliest(Task task) {
        Map<String, Double> confidences = step.assess(task.text.title(), Tokens.of(task.text.text()), task.language);
        String likeliest = null;
        double most = 0;
        for (String code : judged) {
            for (Map.Entry<String, Double> entry : confidences.entrySet()) {
                boolean stands = entry.getKey().equals(code) || MediaTopicStep.below(entry.getKey(), code);
                if (stands && entry.getValue() > most) {
                    most = entry.getValue();
                    likeliest = code;
                }
            }
        }
        return likeliest;
    }
}
