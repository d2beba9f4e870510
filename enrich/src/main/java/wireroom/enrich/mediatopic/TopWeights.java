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
 * A linear one-against-the-rest classifier over hashed TF-IDF words, for the top-level topics that have labelled data.
 * English. Immutable, thread-safe.
 */
final class TopWeights {
    /** Buckets of words. */
    static final int BUCKETS = 1 << 16;
    /** What a weight of 1 is in a byte. */
    static final float UNIT = 8f;
    /** What an inverse document frequency of 1 is in a byte. */
    static final float IDF_UNIT = 20f;

    private final String[] codes;
    private final float[] bias;
    private final byte[] idf;
    private final byte[] weights;

    TopWeights(String[] codes, float[] bias, byte[] idf, byte[] weights) {
        this.codes = codes;
        this.bias = bias;
        this.idf = idf;
        this.weights = weights;
    }

    /** Topics it knows. */
    int size() {
        return codes.length;
    }

    String code(int topic) {
        return codes[topic];
    }

    static int bucket(long hash) {
        return (int) (hash >>> 48);
    }

    /** Words that count: letters, more than one, no addresses. */
    static boolean counts(Tokens tokens, int i) {
        return !tokens.is(i, Tokens.PUNCTUATION | Tokens.DIGIT | Tokens.ADDRESS) && tokens.end(i) - tokens.start(i) > 2;
    }

    /** The words of one text by bucket: how often, and a token to show. */
    static final class Bag {
        private final int mask;
        private final int[] buckets;
        private final int[] counts;
        private final int[] examples;
        private final int[] order;
        private int size;

        Bag(int tokens) {
            int capacity = Integer.highestOneBit(Math.max(tokens, 16)) * 4;
            mask = capacity - 1;
            buckets = new int[capacity];
            counts = new int[capacity];
            examples = new int[capacity];
            order = new int[capacity / 2];
        }

        void add(Tokens tokens, int times, int offset) {
            for (int i = 0; i < tokens.size(); i++) {
                if (!counts(tokens, i)) {
                    continue;
                }
                int bucket = TopWeights.bucket(tokens.hash(i)) + 1;
                int slot = bucket * 0x9E3779B1 >>> 8 & mask;
                while (buckets[slot] != 0 && buckets[slot] != bucket) {
                    slot = slot + 1 & mask;
                }
                if (buckets[slot] == 0) {
                    buckets[slot] = bucket;
                    examples[slot] = i + offset;
                    order[size++] = slot;
                }
                counts[slot] += times;
            }
        }

        int size() {
            return size;
        }

        int bucket(int k) {
            return buckets[order[k]] - 1;
        }

        float frequency(int k) {
            int count = counts[order[k]];
            return count == 1 ? 1 : 1 + (float) Math.log(count);
        }

        int example(int k) {
            return examples[order[k]];
        }
    }

    /** Scores (log odds) of every topic, and the length of the vector in its last place. */
    float[] score(Bag bag) {
        int topics = codes.length;
        float[] scores = new float[topics + 1];
        float squares = 0;
        for (int k = 0; k < bag.size(); k++) {
            int bucket = bag.bucket(k);
            float value = bag.frequency(k) * idf[bucket];
            if (value == 0) {
                continue;
            }
            squares += value * value;
            for (int t = 0; t < topics; t++) {
                scores[t] += value * weights[bucket * topics + t];
            }
        }
        float norm = (float) Math.sqrt(Math.max(squares, 1e-6f));
        for (int t = 0; t < topics; t++) {
            scores[t] = bias[t] + scores[t] / (norm * UNIT);
        }
        scores[topics] = norm;
        return scores;
    }

    /** How much a word of the bag moved the score of a topic. */
    float share(Bag bag, int k, int topic, float norm) {
        int bucket = bag.bucket(k);
        return bag.frequency(k) * idf[bucket] * weights[bucket * codes.length + topic] / (norm * UNIT);
    }

    static TopWeights read(InputStream from) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
            String[] codes = new String[in.readUnsignedByte()];
            float[] bias = new float[codes.length];
            for (int t = 0; t < codes.length; t++) {
                codes[t] = in.readUTF();
                bias[t] = in.readFloat();
            }
            byte[] idf = new byte[BUCKETS];
            in.readFully(idf);
            byte[] weights = new byte[BUCKETS * codes.length];
            // Label by label, because bytes of one label pack better.
            for (int t = 0; t < codes.length; t++) {
                byte[] column = new byte[BUCKETS];
                in.readFully(column);
                for (int b = 0; b < BUCKETS; b++) {
                    weights[b * codes.length + t] = column[b];
                }
            }
            return new TopWeights(codes, bias, idf, weights);
        }
    }

    void write(OutputStream to) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to, 1 << 16))) {
            out.writeByte(codes.length);
            for (int t = 0; t < codes.length; t++) {
                out.writeUTF(codes[t]);
                out.writeFloat(bias[t]);
            }
            out.write(Arrays.copyOf(idf, BUCKETS));
            for (int t = 0; t < codes.length; t++) {
                byte[] column = new byte[BUCKETS];
                for (int b = 0; b < BUCKETS; b++) {
                    column[b] = weights[b * codes.length + t];
                }
                out.write(column);
            }
        }
    }
}
