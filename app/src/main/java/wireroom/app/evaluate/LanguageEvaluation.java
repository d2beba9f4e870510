package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import wireroom.enrich.language.LanguageDetector;

/**
 * Judges the language step on files of {@code language<TAB>text}: a text is right when its language is told without any
 * claim by a wire. Regions are not judged ({@code pt-BR} is {@code pt}), and Norwegian is one language. An item is a text.
 */
public final class LanguageEvaluation {
    private final LanguageDetector detector = new LanguageDetector();

    private LanguageEvaluation() {}

    private record Task(String language, String text) {}

    /**
     * Judges.
     *
     * @param words how many of each text are read, 0 for all
     * @throws MalformedFile when a file is not languages and texts
     */
    public static Judgement judge(List<Path> files, int words, LongSupplier nanoTime) throws IOException {
        return new LanguageEvaluation().run(files, words, nanoTime);
    }

    private Judgement run(List<Path> files, int words, LongSupplier nanoTime) throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (Path file : files) {
            for (LabelledTexts.Text text : LabelledTexts.read(file, 2)) {
                String language = detector.detect(null, text.label());
                // A label that is no BCP 47 tag is a class of its own, and never right.
                tasks.add(new Task(language == null ? text.label() : language, first(text.text(), words)));
            }
        }
        Tally all = new Tally();
        Map<String, Tally> perLanguage = new TreeMap<>();
        for (Task task : tasks) {
            String told = detector.detect(task.text, null);
            boolean right = task.language.equals(told);
            perLanguage.computeIfAbsent(task.language, language -> new Tally()).expect();
            all.expect();
            if (told != null) {
                perLanguage.computeIfAbsent(told, language -> new Tally()).found(right);
                all.found(right);
            }
        }
        double speed = Stopwatch.perSecond(
                tasks.size(), nanoTime, () -> tasks.forEach(task -> detector.detect(task.text, null)));
        double accuracy = (double) all.right() / all.expected();
        return new Judgement(
                "language", all, accuracy, new TreeMap<>(perLanguage), tasks.size(), "texts", speed, Map.of());
    }

    private static String first(String text, int words) {
        if (words == 0) {
            return text;
        }
        String[] parts = text.split(" ", -1);
        return String.join(" ", Arrays.asList(parts).subList(0, Math.min(words, parts.length)));
    }
}
