package wireroom.enrich.entity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import wireroom.enrich.token.Tokens;

/**
 * Trains the model of the recogniser from files with one token and its BIO label a line, sentences parted by blank
 * lines. Conditional likelihood by AdaGrad; one thread and a fixed seed, so the same files give the same model.
 */
public final class EntityTrainer {
    private static final int L = Labels.COUNT;

    /**
     * How a model is trained.
     *
     * @param epochs passes over the texts
     * @param cutoff features seen less often than this are noise
     * @param most most features that are kept, by weight
     * @param silver how much a sentence that a machine labelled counts, against 1 for one that a person did
     * @param rate of learning, AdaGrad
     * @param decay of weights, with each step
     */
    public record Settings(int epochs, int cutoff, int most, float silver, float rate, float decay) {}

    private final Authority authority;
    private final Lexicon lexicon;
    private final Forms words;
    private final Settings settings;
    private final Appendable report;

    private long[] keys = new long[1 << 20];
    private int[] ids = new int[1 << 20];
    private int rows;
    private float[] weights;
    private final float[] transitions = new float[L * L];

    private EntityTrainer(Authority authority, Lexicon lexicon, Settings settings, Appendable report) {
        this.authority = authority;
        this.lexicon = lexicon;
        this.words = new Forms(lexicon, null);
        this.settings = settings;
        this.report = report;
    }

    /**
     * Trains and writes a model.
     *
     * @param gold files that people labelled
     * @param silver files that a machine labelled
     * @param others a model that finds nationalities, events and works in the second kind of files, where the machine
     *     only labelled people, organisations and places; null to leave them as they are
     * @param model where the model goes
     * @param report takes one line an epoch
     * @throws IOException when a file cannot be read, is not two columns, or the model cannot be written
     */
    public static void train(
            List<Path> gold, List<Path> silver, Path others, Path model, Settings settings, Appendable report)
            throws IOException {
        EntityTrainer trainer = new EntityTrainer(Authority.shipped(), Lexicon.shipped(), settings, report);
        List<Labelled> texts = new ArrayList<>();
        for (Path file : gold) {
            texts.add(new Labelled(LabelledText.read(file), 1));
        }
        for (Path file : silver) {
            LabelledText text = LabelledText.read(file);
            texts.add(new Labelled(others == null ? text : trainer.withOthers(text, others), settings.silver));
        }
        trainer.fit(trainer.samples(texts));
        trainer.write(model);
    }

    private record Labelled(LabelledText text, float weight) {}

    private LabelledText withOthers(LabelledText labelled, Path model) throws IOException {
        Tokens tokens = Tokens.of(labelled.text());
        Recogniser recogniser = new Recogniser(CrfModel.read(Files.newInputStream(model)), lexicon);
        Spans spans = recogniser.find(tokens, authority.mark(tokens));
        return labelled.with(tokens, spans, Labels.MISC);
    }

    /** Prints precision, recall and F1 (exact span and type; PER, ORG, LOC) of a model on labelled files. */
    public static void score(List<Path> judge, Path model, Appendable report) throws IOException {
        CrfModel read = CrfModel.read(Files.newInputStream(model));
        Authority authority = Authority.shipped();
        Recogniser recogniser = new Recogniser(read, Lexicon.shipped());
        for (Path file : judge) {
            LabelledText text = LabelledText.read(file);
            Tokens tokens = Tokens.of(text.text());
            long before = System.nanoTime();
            byte[] known = authority.mark(tokens);
            Spans spans = recogniser.find(tokens, known);
            long time = System.nanoTime() - before;
            Spans everywhere = recogniser.find(tokens, known, true);
            report.append(String.format(
                    Locale.ROOT,
                    "%s: %s (everywhere %s), %d tokens, %.0f tokens/s%n",
                    file.getFileName(),
                    text.compare(tokens, spans),
                    text.compare(tokens, everywhere),
                    tokens.size(),
                    tokens.size() * 1e9 / time));
        }
    }

    /** A sentence: rows of the features of each token, its label, and how much it counts. */
    private static final class Sample {
        private final int[][] rows;
        private final byte[] labels;
        private final float weight;

        Sample(int[][] rows, byte[] labels, float weight) {
            this.rows = rows;
            this.labels = labels;
            this.weight = weight;
        }
    }

    private interface Reader {
        void token(long[] features, int count) throws IOException;

        void endOfSentence(byte[] labels) throws IOException;
    }

    /** Two passes, because only features seen often enough are numbered, and the others need no memory. */
    private List<Sample> samples(List<Labelled> texts) throws IOException {
        // Counts up to 255 by the first bits of the hash: a few rare features are taken for frequent ones.
        long characters =
                texts.stream().mapToLong(one -> one.text.text().length()).sum();
        int bits = Math.clamp(64 - Long.numberOfLeadingZeros(characters * 64), 16, 28);
        byte[] seen = new byte[1 << bits];
        for (Labelled labelled : texts) {
            read(labelled.text, new Reader() {
                @Override
                public void token(long[] features, int count) {
                    for (int f = 0; f < count; f++) {
                        int at = (int) (features[f] >>> 64 - bits);
                        if (seen[at] != -1) {
                            seen[at]++;
                        }
                    }
                }

                @Override
                public void endOfSentence(byte[] labels) {}
            });
        }
        List<Sample> samples = new ArrayList<>();
        List<int[]> sentence = new ArrayList<>();
        int[] buffer = new int[Features.MOST];
        for (Labelled labelled : texts) {
            read(labelled.text, new Reader() {
                @Override
                public void token(long[] features, int count) {
                    int n = 0;
                    for (int f = 0; f < count; f++) {
                        if ((seen[(int) (features[f] >>> 64 - bits)] & 0xFF) >= settings.cutoff) {
                            buffer[n++] = row(features[f]);
                        }
                    }
                    sentence.add(Arrays.copyOf(buffer, n));
                }

                @Override
                public void endOfSentence(byte[] labels) {
                    samples.add(new Sample(sentence.toArray(new int[0][]), labels, labelled.weight));
                    sentence.clear();
                }
            });
        }
        report.append(String.format(Locale.ROOT, "%d sentences, %d features%n", samples.size(), rows));
        rows++;
        return samples;
    }

    private void read(LabelledText labelled, Reader reader) throws IOException {
        Tokens tokens = Tokens.of(labelled.text());
        byte[] labels = labelled.labels(tokens);
        Features features = new Features(tokens, authority.mark(tokens), lexicon, words);
        long[] buffer = new long[Features.MOST];
        int from = 0;
        while (from < tokens.size()) {
            int to = Recogniser.endOfSentence(tokens, from);
            // A name is never cut by a sentence end that only we see.
            while (to < tokens.size() && !Labels.opens(labels[to])) {
                to++;
            }
            boolean capitals = Recogniser.capitals(tokens, from, to);
            features.sentence(from, to, capitals);
            for (int i = from; i < to; i++) {
                reader.token(buffer, features.of(i, buffer));
            }
            reader.endOfSentence(Arrays.copyOfRange(labels, from, to));
            from = to;
        }
    }

    private void fit(List<Sample> samples) throws IOException {
        weights = new float[rows * L];
        float[] squares = new float[rows * L];
        Arrays.fill(squares, 1e-2f);
        float[] transitionSquares = new float[L * L];
        Arrays.fill(transitionSquares, 1e-2f);
        int[] order = IntStream.range(0, samples.size()).toArray();
        SplittableRandom random = new SplittableRandom(20260401);
        Lattice lattice = new Lattice();
        float[] sums = new float[weights.length];
        float[] transitionSums = new float[L * L];
        int averaged = 0;
        for (int epoch = 1; epoch <= settings.epochs; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            double loss = 0;
            for (int sample : order) {
                loss += lattice.learn(samples.get(sample), squares, transitionSquares);
            }
            report.append(String.format(Locale.ROOT, "epoch %d loss %.1f%n", epoch, loss));
            if (2 * epoch > settings.epochs) {
                averaged++;
                add(weights, sums);
                add(transitions, transitionSums);
            }
        }
        // The mean over the later epochs wavers less with the order of the sentences than the last one.
        for (int i = 0; i < weights.length; i++) {
            weights[i] = sums[i] / averaged;
        }
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] = transitionSums[i] / averaged;
        }
    }

    private static void add(float[] values, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    /** Number of a feature, from 1. */
    private int row(long feature) {
        int slot = slot(feature);
        if (ids[slot] == 0) {
            keys[slot] = feature;
            ids[slot] = ++rows;
            if (rows > keys.length / 2) {
                long[] oldKeys = keys;
                int[] oldIds = ids;
                keys = new long[oldKeys.length * 2];
                ids = new int[oldIds.length * 2];
                for (int i = 0; i < oldKeys.length; i++) {
                    if (oldIds[i] != 0) {
                        int to = slot(oldKeys[i]);
                        keys[to] = oldKeys[i];
                        ids[to] = oldIds[i];
                    }
                }
                return rows;
            }
        }
        return ids[slot];
    }

    private int slot(long feature) {
        int mask = keys.length - 1;
        int slot = (int) (feature >>> 32) & mask;
        while (ids[slot] != 0 && keys[slot] != feature) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void write(Path model) throws IOException {
        List<Integer> slots = new ArrayList<>();
        float[] norms = new float[rows];
        for (int row = 1; row < rows; row++) {
            for (int label = 0; label < L; label++) {
                norms[row] = Math.max(norms[row], Math.abs(weights[row * L + label]));
            }
        }
        for (int slot = 0; slot < keys.length; slot++) {
            if (ids[slot] > 0 && quantise(norms[ids[slot]]) != 0) {
                slots.add(slot);
            }
        }
        slots.sort(
                Comparator.<Integer>comparingDouble(slot -> -norms[ids[slot]]).thenComparingLong(slot -> keys[slot]));
        List<Integer> kept = new ArrayList<>(slots.subList(0, Math.min(settings.most, slots.size())));
        kept.sort((a, b) -> Long.compareUnsigned(keys[a], keys[b]));
        long[] features = new long[kept.size()];
        byte[][] quantised = new byte[kept.size()][L];
        for (int i = 0; i < features.length; i++) {
            features[i] = keys[kept.get(i)] >>> 64 - CrfModel.KEY_BITS;
            int row = ids[kept.get(i)];
            for (int label = 0; label < L; label++) {
                quantised[i][label] = quantise(weights[row * L + label]);
            }
        }
        short[] moves = new short[L * L];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = (short) Math.round(transitions[i] * CrfModel.UNIT);
        }
        try (OutputStream out = Files.newOutputStream(model)) {
            CrfModel.write(out, features, quantised, moves);
        }
        report.append(String.format(Locale.ROOT, "%d features kept, %d bytes%n", features.length, Files.size(model)));
    }

    private static byte quantise(float weight) {
        return (byte) Math.max(-127, Math.min(127, Math.round(weight * CrfModel.UNIT)));
    }

    /** Forward, backward and one step downhill for a sentence at a time. */
    private final class Lattice {
        private float[] emission = new float[0];
        private float[] forward = new float[0];
        private float[] backward = new float[0];
        private float[] scale = new float[0];
        private final float[] moves = new float[L * L];
        private final float[] expected = new float[L * L];
        private final float[] marginal = new float[L];

        double learn(Sample sample, float[] squares, float[] transitionSquares) {
            int length = sample.labels.length;
            if (emission.length < length * L) {
                emission = new float[length * L];
                forward = new float[length * L];
                backward = new float[length * L];
                scale = new float[length];
            }
            for (int a = 0; a < L; a++) {
                for (int b = 0; b < L; b++) {
                    moves[a * L + b] = Labels.follows(a, b) ? (float) Math.exp(transitions[a * L + b]) : 0;
                    expected[a * L + b] = 0;
                }
            }
            double gold = 0;
            double shift = 0;
            for (int i = 0; i < length; i++) {
                int at = i * L;
                Arrays.fill(emission, at, at + L, 0);
                for (int row : sample.rows[i]) {
                    for (int l = 0; l < L; l++) {
                        emission[at + l] += weights[row * L + l];
                    }
                }
                int before = i == 0 ? Labels.O : sample.labels[i - 1];
                gold += emission[at + sample.labels[i]] + transitions[before * L + sample.labels[i]];
                float max = emission[at];
                for (int l = 1; l < L; l++) {
                    max = Math.max(max, emission[at + l]);
                }
                shift += max;
                for (int l = 0; l < L; l++) {
                    emission[at + l] = (float) Math.exp(emission[at + l] - max);
                }
            }
            double logs = 0;
            for (int i = 0; i < length; i++) {
                int at = i * L;
                float sum = 0;
                for (int b = 0; b < L; b++) {
                    float in = 0;
                    if (i == 0) {
                        in = moves[b];
                    } else {
                        for (int a = 0; a < L; a++) {
                            in += forward[at - L + a] * moves[a * L + b];
                        }
                    }
                    float value = in * emission[at + b];
                    if (i == length - 1 && !Labels.closed(b)) {
                        value = 0;
                    }
                    forward[at + b] = value;
                    sum += value;
                }
                sum = Math.max(sum, 1e-30f);
                scale[i] = sum;
                logs += Math.log(sum);
                for (int b = 0; b < L; b++) {
                    forward[at + b] /= sum;
                }
            }
            for (int b = 0; b < L; b++) {
                backward[(length - 1) * L + b] = Labels.closed(b) ? 1 : 0;
            }
            for (int i = length - 2; i >= 0; i--) {
                int at = i * L;
                for (int a = 0; a < L; a++) {
                    float sum = 0;
                    for (int b = 0; b < L; b++) {
                        float edge = moves[a * L + b] * emission[at + L + b] * backward[at + L + b] / scale[i + 1];
                        sum += edge;
                        expected[a * L + b] += forward[at + a] * edge;
                    }
                    backward[at + a] = sum;
                }
            }
            for (int i = 0; i < length; i++) {
                int at = i * L;
                float sum = 0;
                for (int l = 0; l < L; l++) {
                    marginal[l] = forward[at + l] * backward[at + l];
                    sum += marginal[l];
                }
                for (int l = 0; l < L; l++) {
                    marginal[l] = marginal[l] / sum - (l == sample.labels[i] ? 1 : 0);
                    if (i == 0) {
                        expected[l] += marginal[l] + (l == sample.labels[0] ? 1 : 0);
                    }
                }
                expected[(i == 0 ? Labels.O : sample.labels[i - 1]) * L + sample.labels[i]] -= 1;
                for (int row : sample.rows[i]) {
                    for (int l = 0; l < L; l++) {
                        float g = sample.weight * marginal[l];
                        if (g > 1e-4f || g < -1e-4f) {
                            step(weights, squares, row * L + l, g);
                        }
                    }
                }
            }
            for (int k = 0; k < L * L; k++) {
                if (expected[k] != 0) {
                    step(transitions, transitionSquares, k, sample.weight * expected[k]);
                }
            }
            return sample.weight * (logs + shift - gold);
        }

        private void step(float[] w, float[] squares, int k, float gradient) {
            float g = gradient + settings.decay * w[k];
            squares[k] += g * g;
            w[k] -= settings.rate * g / (float) Math.sqrt(squares[k]);
        }
    }
}
