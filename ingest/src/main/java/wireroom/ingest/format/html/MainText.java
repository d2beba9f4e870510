package wireroom.ingest.format.html;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Decides which blocks of a page are the article: a first forest looks at each block, a second one looks again and
 * knows what the first thought of the neighbours. Immutable, thread-safe.
 */
final class MainText {
    private static final String RESOURCE = "/wireroom/ingest/format/html/main-text.forest.gz";

    /** Blocks at or above this probability are the article. */
    static final double THRESHOLD = 0.5;

    /** A repeated block of as many words is a copy for another layout of the page. */
    private static final int COPY_WORDS = 8;

    /** Words of prose that are an article, however much its readers say of it. */
    private static final int MIN_PROSE = 40;

    /** Longer blocks may be the whole text in one piece. */
    private static final int LARGE = 200;

    /** Longer articles are not looked through for copies: it would cost memory, and none was seen. */
    private static final int LONGEST = 40_000;

    /** Share of a copy that stands elsewhere too; the edges of paragraphs differ. */
    private static final double COPIED = 0.85;

    private final Forest first;
    private final Forest second;

    MainText(Forest first, Forest second) {
        this.first = first;
        this.second = second;
    }

    private static final class Shipped {
        private static final MainText FORESTS = load();

        private static MainText load() {
            try (InputStream in = MainText.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException(RESOURCE + " is missing: the jar is incomplete");
                }
                DataInputStream data = new DataInputStream(new BufferedInputStream(new GZIPInputStream(in)));
                return new MainText(Forest.read(data), Forest.read(data));
            } catch (IOException e) {
                throw new UncheckedIOException(RESOURCE + " cannot be read", e);
            }
        }
    }

    /** The forests that ship with Wireroom. */
    static MainText shipped() {
        return Shipped.FORESTS;
    }

    /**
     * Blocks of the article, in the page's order.
     *
     * @param blocks the page without what its readers say of it
     * @param title the page's title, may be blank
     * @param told shingles of the text that the metadata tell, may be empty
     */
    List<Block> select(List<Block> blocks, String title, Set<Long> told) {
        if (blocks.isEmpty()) {
            return List.of();
        }
        Features features = new Features(blocks, title, told);
        float[][] rows = features.first();
        double[] before = first.scores(rows);
        return chosen(blocks, title, second.scores(features.second(rows, before)));
    }

    /**
     * The page without the comments of its readers, which read like an article and may be longer. A part named as theirs
     * is one, unless it holds the headline, or nearly all there is to read.
     */
    static List<Block> withoutComments(List<Block> blocks, String title) {
        Set<String> titleWords = Features.titleWords(title);
        Set<Box> holdsHeadline = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Block block : blocks) {
            if (Features.isHeadline(block, titleWords)) {
                for (Box box = block.box(); box != null && holdsHeadline.add(box); ) {
                    box = box.parent;
                }
                break;
            }
        }
        List<Block> article = new ArrayList<>();
        List<Block> comments = new ArrayList<>();
        int prose = 0;
        for (Block block : blocks) {
            boolean comment = false;
            for (Box box = block.box(); box != null && !holdsHeadline.contains(box); box = box.parent) {
                comment |= (box.hints & Hints.Kind.COMMENT.bit()) != 0
                        && !box.tag.equals("body")
                        && !box.tag.equals("html");
            }
            (comment ? comments : article).add(block);
            prose += !comment && Features.isProse(block) ? block.words() : 0;
        }
        if (prose < MIN_PROSE) {
            return blocks;
        }
        comments.forEach(BlockReader::forget);
        return article;
    }

    /** The blocks with a score that is high enough; without the headline, and without copies for another layout. */
    static List<Block> chosen(List<Block> blocks, String title, double[] scores) {
        Set<String> titleWords = Features.titleWords(title);
        List<Block> chosen = new ArrayList<>();
        Map<String, Box> met = new HashMap<>();
        boolean headline = false;
        for (int i = 0; i < scores.length; i++) {
            Block block = blocks.get(i);
            if (scores[i] < THRESHOLD) {
                continue;
            }
            if (!headline && Features.isHeadline(block, titleWords)) {
                headline = true;
                continue;
            }
            // The same words again among the same neighbours were written twice; elsewhere they are a copy.
            Box first = block.words() < COPY_WORDS ? null : met.putIfAbsent(block.text(), block.box());
            if (first == null || first.parent == block.box().parent) {
                chosen.add(block);
            }
        }
        return withoutWholeCopies(chosen);
    }

    /** Some pages repeat the whole text in one piece, for scripts or for paper. */
    private static List<Block> withoutWholeCopies(List<Block> chosen) {
        int words = chosen.stream().mapToInt(Block::words).sum();
        boolean large = chosen.stream().anyMatch(block -> block.words() >= LARGE);
        if (!large || chosen.size() < 4 || words > LONGEST) {
            return chosen;
        }
        Map<Long, Integer> blocks = new HashMap<>();
        for (Block block : chosen) {
            Features.shingles(block.text()).forEach(shingle -> blocks.merge(shingle, 1, Integer::sum));
        }
        for (int i = 0; i < chosen.size(); i++) {
            if (chosen.get(i).words() >= LARGE) {
                Set<Long> own = Features.shingles(chosen.get(i).text());
                long elsewhere =
                        own.stream().filter(shingle -> blocks.get(shingle) > 1).count();
                if (elsewhere > own.size() * COPIED) {
                    List<Block> rest = new ArrayList<>(chosen);
                    rest.remove(i);
                    return rest;
                }
            }
        }
        return chosen;
    }
}
