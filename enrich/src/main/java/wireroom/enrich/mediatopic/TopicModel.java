package wireroom.enrich.mediatopic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import wireroom.enrich.token.Tokens;

/**
 * A linear one-against-the-rest classifier over TF-IDF words, for the topics that have labelled data. English. What a word
 * weighs is learned from labels, and for words that labels seldom show from words that are used alike (word vectors, at
 * training time only). Immutable, thread-safe.
 */
final class TopicModel {
    private static final int MAGIC = 0x57524D32;
    /** What an inverse document frequency of 1 is in a byte. */
    static final float IDF_UNIT = 20f;

    /**
     * A topic of the model. Probability is {@code 1 / (1 + exp(-(slope * score + trust * rules + offset)))} with
     * {@code rules} the strength of rules, 0..1; the three numbers are fitted on texts that were held out.
     *
     * @param code {@code medtop:} and 8 digits
     * @param bias score of a text without words
     * @param unit what a weight of 1 is in score
     */
    record Topic(String code, float bias, float unit, float slope, float trust, float offset) {
        double probability(float score, double rules) {
            return 1 / (1 + Math.exp(-(slope * score + trust * rules + offset)));
        }
    }

    private final Topic[] topics;
    /** Open addressing: hash of the word above, row and one below; 0 is an empty slot. */
    private final long[] slots;
    /** Inverse document frequency of each row, at least 1. */
    private final byte[] idf;
    /** How many topics are of the top level; they come first. */
    private final int tops;
    /** Row after row a weight for each topic of the top level, IDF and all; and for each topic below it. */
    private final byte[] above;

    private final byte[] below;

    TopicModel(Topic[] topics, int[] hashes, byte[] idf, byte[] weights) {
        this.topics = topics.clone();
        this.idf = idf;
        tops = (int) Arrays.stream(topics)
                .filter(topic -> topic.code.endsWith("000000"))
                .count();
        above = columns(weights, 0, tops);
        below = columns(weights, tops, topics.length);
        slots = new long[Integer.highestOneBit(Math.max(16, hashes.length) * 2 - 1) * 2];
        for (int row = 0; row < hashes.length; row++) {
            int slot = hashes[row] & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = (long) hashes[row] << 32 | row + 1;
        }
    }

    private byte[] columns(byte[] weights, int from, int to) {
        byte[] part = new byte[idf.length * (to - from)];
        for (int row = 0; row < idf.length; row++) {
            System.arraycopy(weights, row * topics.length + from, part, row * (to - from), to - from);
        }
        return part;
    }

    private byte weight(int row, int t) {
        return t < tops ? above[row * tops + t] : below[row * (topics.length - tops) + t - tops];
    }

    /** Topics it knows. */
    int size() {
        return topics.length;
    }

    /** How many of them are of the top level; they come first. */
    int tops() {
        return tops;
    }

    Topic topic(int t) {
        return topics[t];
    }

    /** What is kept of the hash of a word. */
    static int key(long hash) {
        return (int) (hash >>> 32);
    }

    /** Words that count: two letters or more, no numbers, no addresses. */
    static boolean counts(Tokens tokens, int i) {
        return !tokens.is(i, Tokens.PUNCTUATION | Tokens.DIGIT | Tokens.ADDRESS) && tokens.end(i) - tokens.start(i) > 1;
    }

    private int row(long hash) {
        int key = key(hash);
        int slot = key & slots.length - 1;
        long entry = slots[slot];
        while (entry != 0) {
            if ((int) (entry >>> 32) == key) {
                return (int) entry - 1;
            }
            slot = slot + 1 & slots.length - 1;
            entry = slots[slot];
        }
        return -1;
    }

    /** The words of one text after the other, and its scores; kept by a thread and used again. Not thread-safe. */
    final class Bag {
        private final int[] counts = new int[idf.length];
        private final int[] examples = new int[idf.length];
        private final float[] scores = new float[topics.length];
        private int[] rows = new int[512];
        private int size;
        private float norm;

        /** Forgets the text before. */
        void clear() {
            for (int k = 0; k < size; k++) {
                counts[rows[k]] = 0;
            }
            size = 0;
        }

        /**
         * Counts words.
         *
         * @param times what each counts
         * @param offset added to the number of a token where {@link #example} tells it
         */
        void add(Tokens tokens, int times, int offset) {
            int end = tokens.size();
            for (int i = 0; i < end; i++) {
                if (!TopicModel.counts(tokens, i)) {
                    continue;
                }
                int row = row(tokens.hash(i));
                if (row < 0) {
                    continue;
                }
                if (counts[row] == 0) {
                    if (size == rows.length) {
                        rows = Arrays.copyOf(rows, size * 2);
                    }
                    rows[size++] = row;
                    examples[row] = i + offset;
                }
                counts[row] += times;
            }
        }

        /** Scores of the top level. */
        void scoreTops() {
            float squares = 1e-6f;
            for (int k = 0; k < size; k++) {
                float value = frequency(rows[k]) * idf[rows[k]] / IDF_UNIT;
                squares += value * value;
            }
            norm = (float) Math.sqrt(squares);
            score(above, 0, tops);
        }

        /** Scores of the topics below the top, after {@link #scoreTops}: most articles are about none of them. */
        void scoreBelow() {
            score(below, tops, topics.length);
        }

        private void score(byte[] weights, int from, int to) {
            int width = to - from;
            Arrays.fill(scores, from, to, 0);
            for (int k = 0; k < size; k++) {
                int row = rows[k];
                float frequency = frequency(row);
                int at = row * width - from;
                for (int t = from; t < to; t++) {
                    scores[t] += frequency * weights[at + t];
                }
            }
            for (int t = from; t < to; t++) {
                scores[t] = topics[t].bias + scores[t] * topics[t].unit / norm;
            }
        }

        float score(int t) {
            return scores[t];
        }

        /** Words of the text that the model knows. */
        int size() {
            return size;
        }

        /** How much word {@code k} moved the score of a topic. */
        float share(int k, int t) {
            return frequency(rows[k]) * weight(rows[k], t) * topics[t].unit / norm;
        }

        /** The first token that is word {@code k}. */
        int example(int k) {
            return examples[rows[k]];
        }

        private float frequency(int row) {
            int count = counts[row];
            return count < LOGS.length ? LOGS[count] : 1 + (float) Math.log(count);
        }
    }

    private static final float[] LOGS = new float[64];

    static {
        for (int i = 1; i < LOGS.length; i++) {
            LOGS[i] = 1 + (float) Math.log(i);
        }
    }

    static TopicModel read(InputStream from) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not a file of media topic weights");
            }
            Topic[] topics = new Topic[in.readUnsignedByte()];
            for (int t = 0; t < topics.length; t++) {
                topics[t] = new Topic(
                        in.readUTF(), in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat());
            }
            int[] hashes = new int[in.readInt()];
            for (int row = 0; row < hashes.length; row++) {
                hashes[row] = in.readInt();
            }
            byte[] idf = new byte[hashes.length];
            in.readFully(idf);
            byte[] weights = new byte[hashes.length * topics.length];
            byte[] column = new byte[hashes.length];
            // Topic by topic, because bytes of one topic pack better.
            for (int t = 0; t < topics.length; t++) {
                in.readFully(column);
                for (int row = 0; row < column.length; row++) {
                    weights[row * topics.length + t] = column[row];
                }
            }
            return new TopicModel(topics, hashes, idf, weights);
        }
    }

    void write(OutputStream to, int[] hashes) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to, 1 << 16))) {
            out.writeInt(MAGIC);
            out.writeByte(topics.length);
            for (Topic topic : topics) {
                out.writeUTF(topic.code);
                out.writeFloat(topic.bias);
                out.writeFloat(topic.unit);
                out.writeFloat(topic.slope);
                out.writeFloat(topic.trust);
                out.writeFloat(topic.offset);
            }
            out.writeInt(hashes.length);
            for (int hash : hashes) {
                out.writeInt(hash);
            }
            out.write(idf);
            byte[] column = new byte[hashes.length];
            for (int t = 0; t < topics.length; t++) {
                for (int row = 0; row < column.length; row++) {
                    column[row] = weight(row, t);
                }
                out.write(column);
            }
        }
    }
}
