package wireroom.ingest.format.html;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Regression trees added up: the log-odds that a block is text of the article. Immutable, thread-safe.
 *
 * <p>Nodes of all trees stand in common arrays. An inner node has the feature to look at, the bound up to which it goes
 * left, and its left child, next to which the right one stands. A leaf has feature -1 and its value as bound.
 */
final class Forest {
    private final double bias;
    private final int[] roots;
    private final short[] features;
    private final float[] bounds;
    private final int[] left;

    Forest(double bias, int[] roots, short[] features, float[] bounds, int[] left) {
        this.bias = bias;
        this.roots = roots;
        this.features = features;
        this.bounds = bounds;
        this.left = left;
    }

    /** Probability, 0 to 1. */
    double score(float[] row) {
        double sum = bias;
        for (int root : roots) {
            int node = root;
            while (features[node] >= 0) {
                node = row[features[node]] <= bounds[node] ? left[node] : left[node] + 1;
            }
            sum += bounds[node];
        }
        return 1 / (1 + StrictMath.exp(-sum));
    }

    double[] scores(float[][] rows) {
        double[] scores = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = score(rows[i]);
        }
        return scores;
    }

    /** Largest feature it looks at, plus one. */
    int width() {
        int width = 0;
        for (short feature : features) {
            width = Math.max(width, feature + 1);
        }
        return width;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeDouble(bias);
        out.writeInt(roots.length);
        for (int root : roots) {
            out.writeInt(root);
        }
        out.writeInt(features.length);
        for (int i = 0; i < features.length; i++) {
            out.writeShort(features[i]);
            out.writeFloat(bounds[i]);
            if (features[i] >= 0) {
                out.writeInt(left[i]);
            }
        }
    }

    static Forest read(DataInputStream in) throws IOException {
        double bias = in.readDouble();
        int[] roots = new int[in.readInt()];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = in.readInt();
        }
        int nodes = in.readInt();
        short[] features = new short[nodes];
        float[] bounds = new float[nodes];
        int[] left = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            features[i] = in.readShort();
            bounds[i] = in.readFloat();
            left[i] = features[i] >= 0 ? in.readInt() : 0;
        }
        return new Forest(bias, roots, features, bounds, left);
    }
}
