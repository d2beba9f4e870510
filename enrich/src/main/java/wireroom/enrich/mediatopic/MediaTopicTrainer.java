package wireroom.enrich.mediatopic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import wireroom.enrich.token.Tokens;

/**
 * Trains the classifier from files of {@code label<TAB>headline<TAB>text}, whose labels the reviewed table {@code
 * labels.tsv} turns into media topics. A file in which a line has several labels (or none) is taken to name all that
 * apply. One thread and a fixed seed: the same files give the same weights.
 *
 * <p>A text is a vector of TF-IDF words and the mean of their word vectors; logistic regression learns both parts, and
 * the second is folded into the weights of the words, so that a word which labels never showed weighs what words used
 * alike weigh. Then slope and offset of the probabilities, and the trust in rules beside them, are fitted on texts that
 * a first training left out.
 */
public final class MediaTopicTrainer {
    private static final int EPOCHS = 12;
    private static final float RATE = 1f;
    private static final float VECTOR_RATE = 0.1f;
    private static final float DECAY = 2e-5f;
    private static final float VECTOR_DECAY = 1e-4f;
    /** What word vectors count beside words. */
    private static final float VECTORS = 2;
    /** Texts of one label of one file that teach the top level, and of a file with several labels a text in all. */
    private static final int MOST_PER_LABEL = 120;

    private static final int MOST_OF_SEVERAL = 100;
    /** Texts of this length are like the articles of a wire, and count so much more at the top level. */
    private static final int ARTICLE_TOKENS = 200;

    private static final float ARTICLE = 3;
    /** Texts of a label that count as they are at the top level; fewer count more, for they are all there is. */
    private static final float PLENTY = 200;

    private static final float MOST_WEIGHT = 10;
    /** Texts below which a topic of the top level is calibrated with others of its kind. */
    private static final int SCARCE = 60;
    /** Of a file with several labels a text, in the order of time: the part that is learned before the rest is fitted. */
    private static final double EARLIER = 0.8;

    /** What the headline of a text of a rare label, learned as a flash, counts beside the text. */
    private static final float FLASH = 0.5f;

    private static final Tokens NO_BODY = Tokens.of("");

    /** Texts that a topic must have to be learned; with fewer, rules speak for it alone. */
    private static final int FEWEST = 5;

    private static final String BUSINESS = "medtop:04000000";

    private final Labels labels = Labels.shipped();
    private final Vocabulary vocabulary = new Vocabulary(new Resources());
    private final Rules rules = new Rules(new Resources(), vocabulary);
    private final Rules.Hits hits = rules.new Hits();
    private final List<String> codes = new ArrayList<>();
    private final Map<Long, Integer> rows = new HashMap<>();
    private final List<Text> texts = new ArrayList<>();
    private final Map<Long, float[]> vectors = new HashMap<>();
    private final int width;
    private float[] idf = new float[0];
    /** Texts read, flashes not counted again. */
    private int counted;

    private MediaTopicTrainer(int width) {
        this.width = width;
        TreeSet<String> known = new TreeSet<>();
        labels.all().forEach(known::addAll);
        codes.addAll(known);
    }

    /** A labelled text. {@code wanted}: per topic 1, 0, or -1 where the labels say nothing about it. */
    private static final class Text {
        private final Map<Long, Integer> counts = new TreeMap<>();
        /** A text and its headline alone have the same number: neither is left out without the other. */
        private final int number;

        private final boolean several;
        private final byte[] wanted;
        private final double[] rules;
        private final float weight;
        private int[] words = {};
        private float[] values = {};
        private float[] mean = {};

        Text(int number, boolean several, byte[] wanted, double[] rules, float weight) {
            this.number = number;
            this.several = several;
            this.wanted = wanted;
            this.rules = rules;
            this.weight = weight;
        }
    }

    /** Topics that are calibrated together. */
    private enum Kind {
        TOP,
        /** Of the top level, known from few texts, mostly sketches: rules have more to say here. */
        SCARCE_TOP,
        BELOW
    }

    /** What was learned of one topic. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Learned(float bias, float[] words, float[] vector) {
        float score(Text text) {
            float score = bias;
            for (int k = 0; k < text.words.length; k++) {
                score += words[text.words[k]] * text.values[k];
            }
            for (int i = 0; i < vector.length; i++) {
                score += vector[i] * text.mean[i];
            }
            return score;
        }
    }

    /**
     * Trains and writes the weights, and reports what the fit was made on.
     *
     * @param vectors word vectors as a serialised {@code HashMap<String, float[]>}, or null for none
     * @param train labelled files
     * @param more files whose words are counted too, line by line
     * @throws IOException when a file cannot be read or written, or is not what it should be
     */
    public static void train(Path vectors, List<Path> train, List<Path> more, Path weights, Appendable report)
            throws IOException {
        Map<String, float[]> known = vectors == null ? Map.of() : vectors(vectors);
        int width = known.isEmpty() ? 0 : known.values().iterator().next().length;
        new MediaTopicTrainer(width).run(known, train, more, weights, report);
    }

    /**
     * Trains; what it found goes to the file beside the weights that ends in {@code .report}.
     *
     * @param args word vectors (or {@code -}), the file to write, labelled files; after {@code --} files whose words count
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        List<Path> files = Arrays.stream(args)
                .skip(2)
                .takeWhile(arg -> !arg.equals("--"))
                .map(Path::of)
                .toList();
        List<Path> more =
                Arrays.stream(args).skip(3L + files.size()).map(Path::of).toList();
        StringBuilder report = new StringBuilder();
        train(args[0].equals("-") ? null : Path.of(args[0]), files, more, Path.of(args[1]), report);
        Files.writeString(Path.of(args[1] + ".report"), report);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, float[]> vectors(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 20);
                ObjectInputStream in = new ObjectInputStream(bytes)) {
            in.setObjectInputFilter(
                    ObjectInputFilter.Config.createFilter("java.util.*;java.lang.*;[F;maxarray=67108864;!*"));
            return (Map<String, float[]>) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException(file + " does not hold a map of word vectors", e);
        }
    }

    private void run(Map<String, float[]> known, List<Path> train, List<Path> more, Path file, Appendable report)
            throws IOException {
        Map<Long, Integer> documents = new TreeMap<>();
        Map<Long, String> spelling = new HashMap<>();
        for (Path path : train) {
            read(path, documents, spelling);
        }
        for (Path path : more) {
            for (String line : Files.readAllLines(path)) {
                count(Tokens.of(line.replace('\t', '\n')), 1, new TreeMap<>(), spelling)
                        .keySet()
                        .forEach(hash -> documents.merge(hash, 1, Integer::sum));
                counted++;
            }
        }
        keepVectors(known, spelling);
        rows(documents, counted);
        texts.forEach(this::vector);
        List<Integer> taught = IntStream.range(0, codes.size())
                .filter(t -> shown(t) >= FEWEST)
                .boxed()
                .toList();
        Map<Kind, float[]> fits = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            fits.put(
                    kind, fit(kind, taught.stream().filter(t -> kind(t) == kind).toList(), report));
        }
        List<Learned> learned = taught.stream().map(t -> learn(t, i -> true)).toList();
        write(taught, learned, fits, file);
        report.append(String.format(
                Locale.ROOT,
                "%d texts, %d topics, %d words (%d with vectors), %d bytes%n",
                texts.size(),
                taught.size(),
                rows.size(),
                vectors.size(),
                Files.size(file)));
    }

    private void read(Path path, Map<Long, Integer> documents, Map<Long, String> spelling) throws IOException {
        List<String[]> lines = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            String[] columns = line.split("\t", -1);
            if (columns.length != 3) {
                throw new IOException(path + ":" + number + ": expected label, headline and text");
            }
            lines.add(columns);
        }
        boolean several =
                lines.stream().anyMatch(columns -> Labels.split(columns[0]).size() != 1);
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> ofLabel = new HashMap<>();
        lines.forEach(columns -> ofLabel.merge(columns[0], 1, Integer::sum));
        for (String[] columns : lines) {
            List<String> given = Labels.split(columns[0]);
            if (!several && labels.of(given.getFirst()) == null) {
                continue;
            }
            int before = seen.merge(several ? "" : given.getFirst(), given.isEmpty() ? 0 : 1, Integer::sum);
            Tokens head = Tokens.of(columns[1]);
            Tokens body = Tokens.of(columns[2]);
            byte[] wanted = wanted(given, several, before <= (several ? MOST_OF_SEVERAL : MOST_PER_LABEL));
            boolean article = !several && body.size() > ARTICLE_TOKENS;
            float few = several ? 1 : Math.clamp(PLENTY / ofLabel.get(columns[0]), 1, MOST_WEIGHT);
            Text text = new Text(
                    counted,
                    several,
                    wanted,
                    hits.read(head, body, "en").clone(),
                    article ? Math.max(ARTICLE, few) : few);
            count(head, 2, text.counts, spelling);
            count(body, 1, text.counts, spelling);
            text.counts.keySet().forEach(hash -> documents.merge(hash, 1, Integer::sum));
            texts.add(text);
            if (!several && ofLabel.get(columns[0]) < SCARCE) {
                byte[] tops = wanted.clone();
                IntStream.range(0, tops.length).filter(t -> !top(t)).forEach(t -> tops[t] = -1);
                double[] said = hits.read(head, NO_BODY, "en").clone();
                Text flash = new Text(counted, false, tops, said, few * FLASH);
                count(head, 2, flash.counts, spelling);
                texts.add(flash);
            }
            counted++;
        }
    }

    private byte[] wanted(List<String> given, boolean several, boolean teachesTops) {
        TreeSet<String> gold = new TreeSet<>();
        TreeSet<String> open = new TreeSet<>();
        for (String label : given) {
            if (labels.of(label) != null) {
                gold.addAll(labels.of(label));
                open.addAll(labels.open(label));
            }
        }
        boolean unknown = gold.isEmpty() && open.isEmpty();
        byte[] wanted = new byte[codes.size()];
        for (int t = 0; t < wanted.length; t++) {
            String code = codes.get(t);
            boolean has = gold.stream().anyMatch(g -> g.equals(code) || vocabulary.below(g, code));
            boolean top = top(t);
            // A text without labels may have been passed over: it teaches nothing.
            if (open.contains(code) || unknown || top && !teachesTops) {
                wanted[t] = -1;
            } else if (has || several && top && code.equals(BUSINESS)) {
                wanted[t] = 1;
            } else {
                // A file with one label a text does not say which business it is.
                wanted[t] = (byte) (!top && !several && gold.contains(BUSINESS) ? -1 : 0);
            }
        }
        return wanted;
    }

    private Kind kind(int t) {
        return !top(t) ? Kind.BELOW : shown(t) < SCARCE ? Kind.SCARCE_TOP : Kind.TOP;
    }

    /** Texts of a topic; one that is also learned as a flash is one. */
    private long shown(int t) {
        return texts.stream()
                .filter(text -> text.wanted[t] == 1)
                .mapToInt(text -> text.number)
                .distinct()
                .count();
    }

    private boolean top(int t) {
        return vocabulary.concept(codes.get(t)).parent() == null;
    }

    private static Map<Long, Integer> count(
            Tokens tokens, int times, Map<Long, Integer> counts, Map<Long, String> spelling) {
        for (int i = 0; i < tokens.size(); i++) {
            if (TopicModel.counts(tokens, i)) {
                counts.merge(tokens.hash(i), times, Integer::sum);
                if (!spelling.containsKey(tokens.hash(i))) {
                    spelling.put(tokens.hash(i), tokens.word(i).toLowerCase(Locale.ROOT));
                }
            }
        }
        return counts;
    }

    private void keepVectors(Map<String, float[]> known, Map<Long, String> spelling) {
        float[] mean = new float[width];
        spelling.forEach((hash, word) -> {
            float[] vector = known.get(word);
            if (vector == null) {
                vector = known.get(Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            if (vector == null) {
                vector = known.get(word.toUpperCase(Locale.ROOT));
            }
            if (vector != null) {
                double squares = 0;
                for (float x : vector) {
                    squares += x * x;
                }
                float[] unit = vector.clone();
                for (int i = 0; i < width; i++) {
                    unit[i] /= (float) Math.sqrt(Math.max(squares, 1e-9));
                }
                vectors.put(hash, unit);
            }
        });
        for (float[] vector : new TreeMap<>(vectors).values()) {
            for (int i = 0; i < width; i++) {
                mean[i] += vector[i] / vectors.size();
            }
        }
        for (float[] vector : vectors.values()) {
            for (int i = 0; i < width; i++) {
                vector[i] -= mean[i];
            }
        }
    }

    /** Rows for words in two texts or more, and for any word with a vector. */
    private void rows(Map<Long, Integer> documents, int counted) {
        List<Float> rarity = new ArrayList<>();
        documents.forEach((hash, count) -> {
            if (count > 1 || vectors.containsKey(hash)) {
                rows.put(hash, rows.size());
                double idf = Math.log((counted + 1.0) / count);
                rarity.add(Math.max(1, Math.min(127, Math.round(idf * TopicModel.IDF_UNIT))) / TopicModel.IDF_UNIT);
            }
        });
        idf = new float[rarity.size()];
        for (int row = 0; row < idf.length; row++) {
            idf[row] = rarity.get(row);
        }
    }

    private void vector(Text text) {
        int size = 0;
        int[] words = new int[text.counts.size()];
        float[] values = new float[words.length];
        double squares = 1e-6;
        float[] mean = new float[width];
        for (Map.Entry<Long, Integer> entry : text.counts.entrySet()) {
            Integer row = rows.get(entry.getKey());
            if (row != null) {
                words[size] = row;
                values[size] = (1 + (float) Math.log(entry.getValue())) * idf[row];
                squares += values[size] * values[size];
                size++;
            }
        }
        text.words = Arrays.copyOf(words, size);
        text.values = Arrays.copyOf(values, size);
        for (int k = 0; k < size; k++) {
            text.values[k] /= (float) Math.sqrt(squares);
        }
        for (Map.Entry<Long, Integer> entry : text.counts.entrySet()) {
            float[] vector = vectors.get(entry.getKey());
            Integer row = rows.get(entry.getKey());
            if (vector != null && row != null) {
                float value = (1 + (float) Math.log(entry.getValue())) * idf[row] / (float) Math.sqrt(squares);
                for (int i = 0; i < width; i++) {
                    mean[i] += VECTORS * value * vector[i];
                }
            }
        }
        text.mean = mean;
    }

    private Learned learn(int topic, IntPredicate which) {
        boolean top = top(topic);
        int[] order = IntStream.range(0, texts.size())
                .filter(i -> which.test(i) && texts.get(i).wanted[topic] >= 0)
                .toArray();
        long positive = Arrays.stream(order)
                .filter(i -> texts.get(i).wanted[topic] == 1)
                .count();
        // A rare topic counts as much as a frequent one, within reason.
        float favour = (float) Math.sqrt((order.length - positive) / (double) Math.max(1, positive));
        float[] words = new float[idf.length];
        float[] wordSquares = new float[idf.length];
        Arrays.fill(wordSquares, 0.1f);
        float[] vector = new float[width];
        float[] vectorSquares = new float[width];
        Arrays.fill(vectorSquares, 1);
        float bias = -2;
        float biasSquares = 1;
        SplittableRandom random = new SplittableRandom(20260401);
        // Rare topics of business are learned in fewer rounds, or they would be learned by heart.
        int epochs = top ? EPOCHS : EPOCHS / 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int at : order) {
                Text text = texts.get(at);
                float score = new Learned(bias, words, vector).score(text);
                float error = (float) (1 / (1 + Math.exp(-score))) - text.wanted[topic];
                error *= text.wanted[topic] == 1 ? favour : 1;
                error *= top ? text.weight : 1;
                if (Math.abs(error) < 1e-4f) {
                    continue;
                }
                biasSquares += error * error;
                bias -= 0.1f * error / (float) Math.sqrt(biasSquares);
                for (int k = 0; k < text.words.length; k++) {
                    int row = text.words[k];
                    float g = error * text.values[k] + DECAY * words[row];
                    wordSquares[row] += g * g;
                    words[row] -= RATE * g / (float) Math.sqrt(wordSquares[row]);
                }
                for (int i = 0; i < width; i++) {
                    float g = error * text.mean[i] + VECTOR_DECAY * vector[i];
                    vectorSquares[i] += g * g;
                    vector[i] -= VECTOR_RATE * g / (float) Math.sqrt(vectorSquares[i]);
                }
            }
        }
        return new Learned(bias, words, vector);
    }

    /**
     * Slope, trust and offset of the top level or of what lies below, fitted on texts that were left out: each half by
     * the other at the top, the later part by the earlier below.
     */
    private float[] fit(Kind kind, List<Integer> taught, Appendable report) throws IOException {
        boolean top = kind != Kind.BELOW;
        List<double[]> seen = new ArrayList<>();
        int[] place = new int[texts.size()];
        int several = 0;
        for (int i = 0; i < place.length; i++) {
            place[i] = texts.get(i).several ? several++ : -1;
        }
        int later = (int) (several * EARLIER);
        for (int t : taught) {
            for (int half = 0; half < (top ? 2 : 1); half++) {
                int part = half;
                IntPredicate left = top ? i -> texts.get(i).number % 2 == part : i -> place[i] >= later;
                Learned learned = learn(t, left.negate());
                for (int i = 0; i < texts.size(); i++) {
                    Text text = texts.get(i);
                    if (left.test(i) && text.wanted[t] >= 0) {
                        seen.add(new double[] {
                            learned.score(text), within(text, t), text.wanted[t], top ? text.weight : 1
                        });
                    }
                }
            }
        }
        double all = seen.stream().mapToDouble(one -> one[3]).sum();
        double[] fit = {1, 1, 0};
        for (int round = 0; round < 3000; round++) {
            double[] gradient = new double[3];
            for (double[] one : seen) {
                double error = one[3] * (probability(fit, one) - one[2]);
                gradient[0] += error * one[0];
                gradient[1] += error * one[1];
                gradient[2] += error;
            }
            for (int i = 0; i < 3; i++) {
                fit[i] -= 8 * gradient[i] / all;
            }
        }
        reliability(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), fit, seen, report);
        return new float[] {(float) fit[0], (float) fit[1], (float) fit[2]};
    }

    private static double probability(double[] fit, double[] one) {
        return 1 / (1 + Math.exp(-(fit[0] * one[0] + fit[1] * one[1] + fit[2])));
    }

    /** Strength of the rules at and below a topic. */
    private double within(Text text, int t) {
        double none = 1;
        for (int i = 0; i < text.rules.length; i++) {
            String code = rules.codes().get(i);
            if (code.equals(codes.get(t)) || vocabulary.below(code, codes.get(t))) {
                none *= 1 - text.rules[i];
            }
        }
        return 1 - none;
    }

    private static void reliability(String what, double[] fit, List<double[]> seen, Appendable report)
            throws IOException {
        double[] all = new double[10];
        double[] right = new double[10];
        double[] said = new double[10];
        double[] counts = new double[3];
        for (double[] one : seen) {
            double p = probability(fit, one);
            int tenth = Math.min(9, (int) (p * 10));
            all[tenth] += one[3];
            right[tenth] += one[3] * one[2];
            said[tenth] += one[3] * p;
            counts[0] += p >= 0.5 && one[2] == 1 ? one[3] : 0;
            counts[1] += p >= 0.5 ? one[3] : 0;
            counts[2] += one[3] * one[2];
        }
        double error = IntStream.range(0, 10)
                        .mapToDouble(i -> Math.abs(said[i] - right[i]))
                        .sum()
                / Arrays.stream(all).sum();
        report.append(String.format(
                Locale.ROOT,
                "%s, left out: slope %.3f trust %.3f offset %.3f, precision %.4f recall %.4f F1 %.4f, calibration error %.4f%n",
                what,
                fit[0],
                fit[1],
                fit[2],
                counts[0] / counts[1],
                counts[0] / counts[2],
                2 * counts[0] / (counts[1] + counts[2]),
                error));
        for (int tenth = 0; tenth < 10; tenth++) {
            report.append(String.format(
                    Locale.ROOT,
                    "  said %.3f, was %.3f of %.0f%n",
                    said[tenth] / Math.max(1, all[tenth]),
                    right[tenth] / Math.max(1, all[tenth]),
                    all[tenth]));
        }
    }

    private void write(List<Integer> taught, List<Learned> learned, Map<Kind, float[]> fits, Path file)
            throws IOException {
        int size = taught.size();
        int[] hashes = new int[idf.length];
        byte[] rarity = new byte[idf.length];
        float[][] folded = new float[size][idf.length];
        rows.forEach((hash, row) -> {
            hashes[row] = TopicModel.key(hash);
            rarity[row] = (byte) Math.round(idf[row] * TopicModel.IDF_UNIT);
            float[] vector = vectors.get(hash);
            for (int t = 0; t < size; t++) {
                float weight = learned.get(t).words[row];
                for (int i = 0; vector != null && i < width; i++) {
                    weight += VECTORS * vector[i] * learned.get(t).vector[i];
                }
                folded[t][row] = idf[row] * weight;
            }
        });
        TopicModel.Topic[] topics = new TopicModel.Topic[size];
        byte[] weights = new byte[idf.length * size];
        for (int t = 0; t < size; t++) {
            float most = 1e-6f;
            for (float weight : folded[t]) {
                most = Math.max(most, Math.abs(weight));
            }
            float unit = most / 127;
            float[] fit = fits.get(kind(taught.get(t)));
            topics[t] =
                    new TopicModel.Topic(codes.get(taught.get(t)), learned.get(t).bias, unit, fit[0], fit[1], fit[2]);
            for (int row = 0; row < idf.length; row++) {
                weights[row * size + t] = (byte) Math.round(folded[t][row] / unit);
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            new TopicModel(topics, hashes, rarity, weights).write(out, hashes);
        }
    }
}
