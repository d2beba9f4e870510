package wireroom.enrich.mediatopic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import wireroom.enrich.token.Tokens;

/**
 * Trains the top-level classifier from files of {@code label<TAB>headline<TAB>text}, whose labels a reviewed table
 * ({@code labels.tsv}) turns into media topics. One thread and a fixed seed: the same files give the same weights.
 */
public final class MediaTopicTrainer {
    private static final int EPOCHS = 12;
    private static final float RATE = 0.3f;
    private static final float DECAY = 2e-5f;
    /** Texts of one topic of one file: a feed of earnings reports must not drown the rest. */
    private static final int MOST_PER_TOPIC = 250;

    private final List<String> codes = new ArrayList<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    private MediaTopicTrainer() {
        for (String line : new Resources().lines("labels.tsv")) {
            String[] columns = line.split("\t", -1);
            Set<String> topics = new HashSet<>(Arrays.asList(columns[1].split(" ", -1)));
            labels.put(columns[0].toLowerCase(Locale.ROOT), topics);
            topics.stream()
                    .filter(topic -> topic.startsWith("medtop:") && !codes.contains(topic))
                    .forEach(codes::add);
        }
        codes.sort(null);
    }

    /** A text: its words, and per topic 1, 0, or -1 where the label says nothing about it. */
    private static final class Sample {
        private final int[] buckets;
        private final float[] values;
        private final byte[] labels;

        Sample(int[] buckets, float[] values, byte[] labels) {
            this.buckets = buckets;
            this.values = values;
            this.labels = labels;
        }
    }

    /**
     * Trains and writes the weights, and reports how often the best topic of each judging text is its label.
     *
     * @throws IOException when a file cannot be read or written
     */
    public static void train(List<Path> train, List<Path> judge, Path weights, Appendable report) throws IOException {
        new MediaTopicTrainer().run(train, judge, weights, report);
    }

    private void run(List<Path> train, List<Path> judge, Path file, Appendable report) throws IOException {
        List<String[]> texts = new ArrayList<>();
        for (Path path : train) {
            texts.addAll(read(path));
        }
        int[] documents = new int[TopWeights.BUCKETS];
        List<TopWeights.Bag> bags = new ArrayList<>();
        for (String[] text : texts) {
            TopWeights.Bag bag = bag(text[1], text[2]);
            bags.add(bag);
            for (int k = 0; k < bag.size(); k++) {
                documents[bag.bucket(k)]++;
            }
        }
        byte[] idf = new byte[TopWeights.BUCKETS];
        for (int b = 0; b < idf.length; b++) {
            if (documents[b] > 1) {
                idf[b] = (byte) Math.min(
                        127, Math.round(TopWeights.IDF_UNIT * Math.log((double) texts.size() / documents[b])));
            }
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            samples.add(sample(bags.get(i), idf, texts.get(i)[0]));
        }
        TopWeights weights = fit(samples, idf);
        try (OutputStream out = Files.newOutputStream(file)) {
            weights.write(out);
        }
        report.append(
                String.format(Locale.ROOT, "%d texts, topics %s, %d bytes%n", texts.size(), codes, Files.size(file)));
        for (Path path : judge) {
            judge(path, weights, report);
        }
    }

    private void judge(Path path, TopWeights weights, Appendable report) throws IOException {
        int right = 0;
        int all = 0;
        for (String[] text : read(path)) {
            Set<String> gold = labels.get(text[0]);
            float[] scores = weights.score(bag(text[1], text[2]));
            int best = 0;
            for (int t = 1; t < weights.size(); t++) {
                best = scores[t] > scores[best] ? t : best;
            }
            all++;
            right += gold.contains(weights.code(best)) ? 1 : 0;
        }
        report.append(
                String.format(Locale.ROOT, "%s: accuracy %.3f of %d%n", path.getFileName(), (double) right / all, all));
    }

    private List<String[]> read(Path path) throws IOException {
        List<String[]> texts = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            String[] columns = line.split("\t", -1);
            if (columns.length < 3) {
                throw new IOException(path + ":" + number + ": expected label, headline and text");
            }
            // Reuters has several labels a text: any one with a place in the table will do.
            for (String label : columns[0].toLowerCase(Locale.ROOT).split("[ ,]", -1)) {
                if (labels.containsKey(label)
                        && seen.merge(labels.get(label).toString(), 1, Integer::sum) <= MOST_PER_TOPIC) {
                    texts.add(new String[] {label, columns[1], columns[2]});
                    break;
                }
            }
        }
        return texts;
    }

    static TopWeights.Bag bag(String headline, String text) {
        Tokens head = Tokens.of(headline);
        Tokens body = Tokens.of(text);
        TopWeights.Bag bag = new TopWeights.Bag(head.size() + body.size());
        bag.add(head, 2, 0);
        bag.add(body, 1, head.size());
        return bag;
    }

    private Sample sample(TopWeights.Bag bag, byte[] idf, String label) {
        int[] buckets = new int[bag.size()];
        float[] values = new float[bag.size()];
        float squares = 0;
        for (int k = 0; k < buckets.length; k++) {
            buckets[k] = bag.bucket(k);
            values[k] = bag.frequency(k) * idf[buckets[k]];
            squares += values[k] * values[k];
        }
        float norm = (float) Math.sqrt(Math.max(squares, 1e-6f));
        for (int k = 0; k < values.length; k++) {
            values[k] /= norm;
        }
        Set<String> gold = labels.get(label);
        byte[] wanted = new byte[codes.size()];
        for (int t = 0; t < wanted.length; t++) {
            wanted[t] = (byte) (gold.contains(codes.get(t)) ? 1 : gold.contains("?" + codes.get(t)) ? -1 : 0);
        }
        return new Sample(buckets, values, wanted);
    }

    private TopWeights fit(List<Sample> samples, byte[] idf) {
        int topics = codes.size();
        float[] weights = new float[TopWeights.BUCKETS * topics];
        float[] bias = new float[topics];
        float[] squares = new float[weights.length];
        Arrays.fill(squares, 1e-1f);
        // A rare topic counts as much as a frequent one, within reason.
        float[] favour = new float[topics];
        for (int t = 0; t < topics; t++) {
            int topic = t;
            long positive = samples.stream().filter(s -> s.labels[topic] == 1).count();
            long negative = samples.stream().filter(s -> s.labels[topic] == 0).count();
            favour[t] = (float) Math.sqrt((double) negative / Math.max(1, positive));
        }
        SplittableRandom random = new SplittableRandom(20260401);
        int[] order = new int[samples.size()];
        Arrays.setAll(order, i -> i);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int s : order) {
                Sample sample = samples.get(s);
                for (int t = 0; t < topics; t++) {
                    if (sample.labels[t] < 0) {
                        continue;
                    }
                    float score = bias[t];
                    for (int k = 0; k < sample.buckets.length; k++) {
                        score += weights[sample.buckets[k] * topics + t] * sample.values[k];
                    }
                    float error = (float) (1 / (1 + Math.exp(-score))) - sample.labels[t];
                    if (sample.labels[t] == 1) {
                        error *= favour[t];
                    }
                    bias[t] -= 0.02f * error;
                    for (int k = 0; k < sample.buckets.length; k++) {
                        int at = sample.buckets[k] * topics + t;
                        float g = error * sample.values[k] + DECAY * weights[at];
                        squares[at] += g * g;
                        weights[at] -= RATE * g / (float) Math.sqrt(squares[at]);
                    }
                }
            }
        }
        byte[] quantised = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            quantised[i] = (byte) Math.max(-127, Math.min(127, Math.round(weights[i] * TopWeights.UNIT)));
        }
        return new TopWeights(codes.toArray(String[]::new), bias, idf, quantised);
    }
}
