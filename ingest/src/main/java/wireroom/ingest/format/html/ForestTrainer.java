package wireroom.ingest.format.html;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Grows a {@link Forest}: gradient boosting on the logistic loss over binned features, each tree from a part of the
 * rows and each level from a part of the features. The same rows and seed give the same forest.
 */
final class ForestTrainer {
    private static final int BINS = 48;

    private final int trees;
    private final int depth;
    private final double rate;
    private final double lambda;
    private final double minWeight;
    private final SplittableRandom random;

    private byte[][] binned;
    private float[][] edges;
    private double[] gradient;
    private double[] hessian;

    private short[] features = new short[1 << 12];
    private float[] bounds = new float[1 << 12];
    private int[] left = new int[1 << 12];
    private int nodes;

    ForestTrainer(int trees, int depth, double rate, long seed) {
        this.trees = trees;
        this.depth = depth;
        this.rate = rate;
        this.lambda = 0.3;
        this.minWeight = 0.05;
        this.random = new SplittableRandom(seed);
    }

    /**
     * @param rows features of each block
     * @param labels share of the block that belongs to the article, 0 to 1
     * @param weights what a mistake on the block costs
     */
    Forest train(float[][] rows, float[] labels, float[] weights) {
        bin(rows);
        int n = rows.length;
        double good = 0;
        double all = 0;
        for (int i = 0; i < n; i++) {
            good += labels[i] * weights[i];
            all += weights[i];
        }
        double share = Math.clamp(good / all, 1e-3, 1 - 1e-3);
        double bias = Math.log(share / (1 - share));
        double[] sums = new double[n];
        Arrays.fill(sums, bias);
        gradient = new double[n];
        hessian = new double[n];
        int[] roots = new int[trees];
        int[] sample = new int[n];
        for (int t = 0; t < trees; t++) {
            int size = 0;
            for (int i = 0; i < n; i++) {
                double p = 1 / (1 + Math.exp(-sums[i]));
                gradient[i] = (labels[i] - p) * weights[i];
                hessian[i] = Math.max(1e-6, p * (1 - p)) * weights[i];
                if (random.nextBoolean()) {
                    sample[size++] = i;
                }
            }
            roots[t] = node();
            grow(roots[t], sample, 0, size, 0);
            for (int i = 0; i < n; i++) {
                sums[i] += leaf(roots[t], i);
            }
        }
        return new Forest(
                bias, roots, Arrays.copyOf(features, nodes), Arrays.copyOf(bounds, nodes), Arrays.copyOf(left, nodes));
    }

    private void bin(float[][] rows) {
        int width = rows[0].length;
        int n = rows.length;
        binned = new byte[width][n];
        edges = new float[width][];
        float[] values = new float[n];
        for (int f = 0; f < width; f++) {
            for (int i = 0; i < n; i++) {
                values[i] = rows[i][f];
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            float[] cut = new float[BINS];
            int cuts = 0;
            for (int b = 1; b < BINS; b++) {
                float edge = sorted[(int) ((long) b * n / BINS)];
                if (edge < sorted[n - 1] && (cuts == 0 || edge > cut[cuts - 1])) {
                    cut[cuts++] = edge;
                }
            }
            edges[f] = Arrays.copyOf(cut, cuts);
            for (int i = 0; i < n; i++) {
                int place = Arrays.binarySearch(edges[f], values[i]);
                binned[f][i] = (byte) (place >= 0 ? place : -place - 1);
            }
        }
    }

    private int node() {
        return nodes(1);
    }

    private int nodes(int count) {
        if (nodes + count > features.length) {
            features = Arrays.copyOf(features, features.length * 2);
            bounds = Arrays.copyOf(bounds, features.length);
            left = Arrays.copyOf(left, features.length);
        }
        int first = nodes;
        nodes += count;
        return first;
    }

    private void grow(int node, int[] sample, int from, int to, int level) {
        double g = 0;
        double h = 0;
        for (int k = from; k < to; k++) {
            g += gradient[sample[k]];
            h += hessian[sample[k]];
        }
        int bestFeature = -1;
        int bestBin = 0;
        double bestGain = 1e-4;
        if (level < depth && to - from > 20) {
            double[] gs = new double[BINS + 1];
            double[] hs = new double[BINS + 1];
            double whole = g * g / (h + lambda);
            for (int f = 0; f < edges.length; f++) {
                if (edges[f].length == 0 || random.nextInt(4) > 0) {
                    continue;
                }
                Arrays.fill(gs, 0);
                Arrays.fill(hs, 0);
                byte[] column = binned[f];
                for (int k = from; k < to; k++) {
                    int i = sample[k];
                    gs[column[i]] += gradient[i];
                    hs[column[i]] += hessian[i];
                }
                double gl = 0;
                double hl = 0;
                for (int b = 0; b < edges[f].length; b++) {
                    gl += gs[b];
                    hl += hs[b];
                    if (hl < minWeight || h - hl < minWeight) {
                        continue;
                    }
                    double gain = gl * gl / (hl + lambda) + (g - gl) * (g - gl) / (h - hl + lambda) - whole;
                    if (gain > bestGain) {
                        bestGain = gain;
                        bestFeature = f;
                        bestBin = b;
                    }
                }
            }
        }
        if (bestFeature < 0) {
            features[node] = -1;
            bounds[node] = (float) (rate * g / (h + lambda));
            return;
        }
        int middle = from;
        byte[] column = binned[bestFeature];
        for (int k = from; k < to; k++) {
            int i = sample[k];
            if (column[i] <= bestBin) {
                sample[k] = sample[middle];
                sample[middle++] = i;
            }
        }
        int children = nodes(2);
        features[node] = (short) bestFeature;
        bounds[node] = edges[bestFeature][bestBin];
        left[node] = children;
        grow(children, sample, from, middle, level + 1);
        grow(children + 1, sample, middle, to, level + 1);
    }

    private double leaf(int root, int i) {
        int node = root;
        while (features[node] >= 0) {
            int place = Arrays.binarySearch(edges[features[node]], bounds[node]);
            node = binned[features[node]][i] <= place ? left[node] : left[node] + 1;
        }
        return bounds[node];
    }
}
