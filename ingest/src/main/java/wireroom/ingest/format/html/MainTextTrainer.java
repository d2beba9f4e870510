package wireroom.ingest.format.html;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Trains {@link MainText} from pages with the expected text, and judges it by pages of sites that it was not trained
 * on. One thread and a fixed seed: the same pages give the same forests.
 *
 * <p>Besides the pages themselves it learns from variants of them: without class names and identifiers, without
 * elements that say what they hold, without metadata. So it does not come to lean on what other sites lack.
 */
public final class MainTextTrainer {
    private static final long SEED = 20_240_611;

    /** The second forest learns from opinions that the first has of pages it has not seen. */
    private static final int INNER_FOLDS = 4;

    private static final int TREES = 100;
    private static final int DEPTH = 5;
    private static final double RATE = 0.1;

    final List<Sample> samples = new ArrayList<>();

    /**
     * A page to learn from.
     *
     * @param site pages of one site are never on both sides of a fold
     * @param bytes the page as it came
     * @param expected text of its article
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    public record Page(String site, byte[] bytes, String expected) {}

    /** Which variant of a page. */
    enum Variant {
        AS_IT_IS,
        WITHOUT_NAMES,
        WITHOUT_MEANING
    }

    static final class Sample {
        final int page;
        final Variant variant;
        final String site;
        final String title;
        final List<Block> blocks;
        final Features features;
        final float[][] rows;
        final float[] labels;
        private final float[] weights;

        Sample(int page, Variant variant, String site, Document document, String expected) {
            this.page = page;
            this.variant = variant;
            this.site = site;
            Facts facts = variant == Variant.AS_IT_IS ? Facts.of(document) : Facts.none(document);
            this.title = facts.titles();
            this.blocks = MainText.withoutComments(BlockReader.read(document, HtmlParser.MAX_BLOCKS), title);
            this.features = new Features(blocks, title, facts.told());
            this.rows = features.first();
            this.labels = labels(blocks, expected);
            this.weights = weights(blocks, labels, variant);
        }
    }

    MainTextTrainer() {}

    /**
     * Trains on all pages and writes the forests.
     *
     * @throws IOException when the file cannot be written
     */
    public static void train(List<Page> pages, Path file) throws IOException {
        MainTextTrainer trainer = new MainTextTrainer();
        trainer.read(pages);
        Forest[] forests = fit(trainer.samples);
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            for (Forest forest : forests) {
                forest.write(out);
            }
        }
    }

    /**
     * Trains on the other folds and extracts from each fold in turn; all pages of a site are in one fold.
     *
     * @return agreement per page, in the order given
     */
    public static List<ShingleScore> crossValidate(List<Page> pages, int folds) {
        MainTextTrainer trainer = new MainTextTrainer();
        trainer.read(pages);
        ShingleScore[] scores = new ShingleScore[pages.size()];
        for (int fold = 0; fold < folds; fold++) {
            int held = fold;
            Forest[] forests = fit(trainer.samples.stream()
                    .filter(s -> foldOf(s.site, folds) != held)
                    .toList());
            for (Sample sample : trainer.samples) {
                if (foldOf(sample.site, folds) == held && sample.variant == Variant.AS_IT_IS) {
                    double[] last =
                            forests[1].scores(sample.features.second(sample.rows, forests[0].scores(sample.rows)));
                    String found = MainText.chosen(sample.blocks, sample.title, last).stream()
                            .map(Block::text)
                            .collect(Collectors.joining("\n"));
                    scores[sample.page] = ShingleScore.of(pages.get(sample.page).expected(), found);
                }
            }
        }
        return Arrays.asList(scores);
    }

    void read(List<Page> pages) {
        for (int i = 0; i < pages.size(); i++) {
            Page page = pages.get(i);
            for (Variant variant : Variant.values()) {
                Document document = HtmlParser.tree(
                        HtmlParser.decoded(page.bytes(), Optional.empty(), StandardCharsets.UTF_8)
                                .text(),
                        "");
                change(document, variant);
                samples.add(new Sample(i, variant, page.site(), document, page.expected()));
            }
        }
    }

    private static void change(Document document, Variant variant) {
        if (variant == Variant.AS_IT_IS) {
            return;
        }
        for (Element element : document.getAllElements()) {
            element.removeAttr("itemprop");
            if (variant == Variant.WITHOUT_NAMES) {
                element.removeAttr("class").removeAttr("id").removeAttr("role");
            } else if (Set.of("article", "main", "aside", "section", "header", "footer", "nav", "figure", "figcaption")
                    .contains(element.normalName())) {
                element.tagName("div");
            }
        }
    }

    static Forest[] fit(List<Sample> samples) {
        Forest first = forest(samples, samples.stream().map(s -> s.rows).toList(), SEED);
        // What the first forest says of its own pages is too good to learn from.
        float[][][] rows = new float[samples.size()][][];
        for (int fold = 0; fold < INNER_FOLDS; fold++) {
            List<Sample> others = new ArrayList<>();
            for (Sample sample : samples) {
                if (foldOf("x" + sample.site, INNER_FOLDS) != fold) {
                    others.add(sample);
                }
            }
            Forest judge = forest(others, others.stream().map(s -> s.rows).toList(), SEED + 1 + fold);
            for (int i = 0; i < rows.length; i++) {
                Sample sample = samples.get(i);
                if (foldOf("x" + sample.site, INNER_FOLDS) == fold) {
                    rows[i] = sample.features.second(sample.rows, judge.scores(sample.rows));
                }
            }
        }
        return new Forest[] {first, forest(samples, Arrays.asList(rows), SEED + 100)};
    }

    private static Forest forest(List<Sample> samples, List<float[][]> rows, long seed) {
        int n = rows.stream().mapToInt(r -> r.length).sum();
        float[][] all = new float[n][];
        float[] labels = new float[n];
        float[] weights = new float[n];
        int at = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            for (int k = 0; k < sample.labels.length; k++) {
                all[at] = rows.get(i)[k];
                labels[at] = sample.labels[k];
                weights[at++] = sample.weights[k];
            }
        }
        return new ForestTrainer(TREES, DEPTH, RATE, seed).train(all, labels, weights);
    }

    static int foldOf(String site, int folds) {
        return Math.floorMod(site.hashCode() * 0x9E3779B9 >>> 7, folds);
    }

    /** The share of each block's shingles, with the words around it, that the expected text has. */
    private static float[] labels(List<Block> blocks, String expected) {
        Set<Long> wanted = Features.shingles(expected);
        float[] labels = new float[blocks.size()];
        for (int i = 0; i < labels.length; i++) {
            Block block = blocks.get(i);
            String text = block.text();
            int words = 0;
            for (String word : text.split("[^\\p{L}\\p{N}]+")) {
                words += word.isEmpty() ? 0 : 1;
            }
            if (words >= 5) {
                labels[i] = share(text, wanted);
            } else {
                // Too short to be judged alone: with what stands before it, or behind it.
                String before = i == 0 ? "" : tail(blocks.get(i - 1).text(), 4 - Math.min(3, words));
                String after =
                        i + 1 == labels.length ? "" : head(blocks.get(i + 1).text(), 4 - Math.min(3, words));
                labels[i] = words == 0
                        ? 0
                        : Math.max(share(before + " " + text, wanted), share(text + " " + after, wanted));
                labels[i] = words == 0 || labels[i] < 0.99f ? 0 : 1;
            }
        }
        return labels;
    }

    private static float share(String text, Set<Long> wanted) {
        Set<Long> own = Features.shingles(text);
        int hits = 0;
        for (Long shingle : own) {
            hits += wanted.contains(shingle) ? 1 : 0;
        }
        return own.isEmpty() ? 0 : (float) hits / own.size();
    }

    private static String tail(String text, int words) {
        String[] all = text.split("[^\\p{L}\\p{N}]+");
        return String.join(" ", Arrays.copyOfRange(all, Math.max(0, all.length - words), all.length));
    }

    private static String head(String text, int words) {
        String[] all = Arrays.stream(text.split("[^\\p{L}\\p{N}]+"))
                .filter(w -> !w.isEmpty())
                .limit(words)
                .toArray(String[]::new);
        return String.join(" ", all);
    }

    /** Words, as a share of the page's article: every page counts alike, as in the judging. */
    private static float[] weights(List<Block> blocks, float[] labels, Variant variant) {
        double article = 40;
        for (int i = 0; i < labels.length; i++) {
            article += labels[i] * blocks.get(i).words();
        }
        float[] weights = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            double weight = (blocks.get(i).words() + 1) / article;
            weights[i] = (float) (100 * Math.min(0.3, weight) * (variant == Variant.AS_IT_IS ? 1 : 0.4));
        }
        return weights;
    }
}
