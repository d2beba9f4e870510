package wireroom.ingest.format.html;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the forest looks at: one row of numbers for each block of a page. The first round sees the block, its
 * neighbours and the boxes around it; the second sees also what the first thought of the blocks around.
 */
final class Features {
    /** Boxes upwards whose hints count. */
    private static final int LEVELS = 9;

    private static final int MAX_SHINGLE = 4;

    private static final Set<String> SENTENCE_ENDS =
            Set.of(".", "!", "?", "…", "。", "！", "？", "\"", "”", "»", "’", "“");

    private final List<Block> blocks;
    private final float[] row = new float[200];
    private int at;

    private final Map<String, Integer> wordsByPath = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final String[] paths;
    private final Set<String> titleWords;
    private final Set<Long> told;
    private final int pageWords;
    private final int proseWords;
    private final Map<Box, Integer> articles = new HashMap<>();
    private final int[] headings;
    private final Box bestProse;
    private final Set<Box> aboveProse = new HashSet<>();
    private int headline = -1;

    /**
     * @param title the page's title and headline, may be blank
     * @param told shingles of the text that the page's metadata tell, see {@link #shingles}
     */
    Features(List<Block> blocks, String title, Set<Long> told) {
        this.blocks = blocks;
        this.told = told;
        this.titleWords = titleWords(title);
        this.paths = new String[blocks.size()];
        int all = 0;
        int prose = 0;
        this.headings = new int[blocks.size()];
        int heading = 0;
        Box best = null;
        double most = 0;
        Set<Box> looked = new HashSet<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            all += block.words();
            heading += block.box().tag.equals("h1") ? 1 : 0;
            headings[i] = heading;
            paths[i] = path(block.box());
            if (isProse(block)) {
                prose += block.words();
                wordsByPath.merge(paths[i], block.words(), Integer::sum);
            }
            seen.merge(block.text(), 1, Integer::sum);
            if (headline < 0 && isHeadline(block)) {
                headline = i;
            }
            Box b = block.box();
            for (int level = 0; b != null && level < LEVELS; level++, b = b.parent) {
                if (b.tag.equals("article")) {
                    articles.putIfAbsent(b, articles.size());
                }
                if (looked.add(b) && b.words > 0) {
                    // Much prose, little else, and deep: the box that wraps the text closely.
                    double value = b.proseWords * (double) b.proseWords / b.words * (1 + b.depth * 0.02);
                    if (value > most && b.proseBlocks > 1) {
                        most = value;
                        best = b;
                    }
                }
            }
        }
        this.pageWords = Math.max(1, all);
        this.proseWords = Math.max(1, prose);
        this.bestProse = best;
        for (Box b = best; b != null; b = b.parent) {
            aboveProse.add(b);
        }
    }

    static Set<String> titleWords(String title) {
        Set<String> words = new HashSet<>(List.of(title.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
        words.remove("");
        return words;
    }

    private boolean isHeadline(Block block) {
        return isHeadline(block, titleWords);
    }

    /** Whether a block is a heading that says what the title says. */
    static boolean isHeadline(Block block, Set<String> titleWords) {
        return (block.box().tag.equals("h1") || block.box().tag.equals("h2"))
                && titleWords.size() > 2
                && overlap(block, titleWords) > 0.7;
    }

    static boolean isProse(Block block) {
        return block.words() >= 10 && block.linkWords() * 2 < block.words();
    }

    private static String path(Box box) {
        StringBuilder path = new StringBuilder();
        Box b = box;
        for (int level = 0; b != null && level < 4; level++, b = b.parent) {
            path.append(b.tag).append(b.hints).append('/');
        }
        return path.toString();
    }

    /** Share of a block's words that stand in the title, of those that are four letters or more. */
    private static float overlap(Block block, Set<String> titleWords) {
        if (titleWords.isEmpty() || block.words() > 40) {
            return 0;
        }
        int hits = 0;
        int words = 0;
        for (String word : block.text().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words++;
                hits += titleWords.contains(word) ? 1 : 0;
            }
        }
        return words == 0 ? 0 : (float) hits / words;
    }

    /** Hashes of the runs of four words of a text, or of the whole when it is shorter. */
    static Set<Long> shingles(String text) {
        Set<Long> shingles = new HashSet<>();
        long[] last = new long[MAX_SHINGLE];
        int count = 0;
        long word = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c)) {
                word = word * 1_000_003 + Character.toLowerCase(c);
            } else if (word != 0) {
                last[count++ % MAX_SHINGLE] = word;
                word = 0;
                if (count >= MAX_SHINGLE) {
                    shingles.add(mix(last, count));
                }
            }
        }
        if (count > 0 && count < MAX_SHINGLE) {
            shingles.add(mix(last, count));
        }
        return shingles;
    }

    private static long mix(long[] last, int count) {
        long hash = 17;
        for (int k = Math.max(0, count - MAX_SHINGLE); k < count; k++) {
            hash = hash * 0x9E3779B97F4A7C15L + last[k % MAX_SHINGLE];
        }
        return hash;
    }

    /** Rows of the first round. */
    float[][] first() {
        float[][] rows = new float[blocks.size()][];
        int words = 0;
        int prose = 0;
        for (int i = 0; i < rows.length; i++) {
            at = 0;
            Block block = blocks.get(i);
            own(block);
            add(overlap(block, titleWords));
            add(seen.get(block.text()));
            boxes(block);
            ancestors(block);
            context(i, words, prose);
            rows[i] = java.util.Arrays.copyOf(row, at);
            words += block.words();
            prose += isProse(block) ? block.words() : 0;
        }
        return rows;
    }

    private void add(float value) {
        row[at++] = value;
    }

    private void add(boolean value) {
        row[at++] = value ? 1 : 0;
    }

    private void own(Block block) {
        String text = block.text();
        add(block.words());
        add((float) block.linkWords() / block.words());
        add(block.linkWords());
        add((float) block.bold() / block.words());
        add(text.length() / (float) block.words());
        int capitals = 0;
        int digits = 0;
        int ends = 0;
        int marks = 0;
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (start && Character.isUpperCase(c)) {
                capitals++;
            }
            if (Character.isDigit(c)) {
                digits++;
            } else if ((c == '.' || c == '!' || c == '?') && (i + 1 == text.length() || text.charAt(i + 1) == ' ')
                    || c == '。') {
                ends++;
            } else if (c == '|' || c == '©' || c == '»' || c == '›' || c == '•' || c == '·' || c == '@' || c == '#'
                    || c == '/') {
                marks++;
            }
            start = c == ' ';
        }
        add((float) capitals / block.words());
        add((float) digits / text.length());
        add(ends);
        add((float) ends / block.words());
        add(marks);
        add(BlockReader.commas(text));
        add(SENTENCE_ENDS.contains(text.substring(text.length() - 1)));
        add(text.charAt(text.length() - 1) == ':');
        char first = text.charAt(0);
        add(Character.isUpperCase(first) ? 2 : Character.isLowerCase(first) ? 1 : Character.isDigit(first) ? 3 : 0);
        add(Phrases.of(text));
        add(kind(block.box().tag));
        add(share(block));
    }

    /** Share of a block's shingles that the page's metadata tell; -1 when they tell no text. */
    private float share(Block block) {
        if (told.isEmpty()) {
            return -1;
        }
        Set<Long> own = shingles(block.text());
        int hits = 0;
        for (Long shingle : own) {
            hits += told.contains(shingle) ? 1 : 0;
        }
        return own.isEmpty() ? 0 : (float) hits / own.size();
    }

    private static int kind(String tag) {
        return switch (tag) {
            case "p" -> 0;
            case "li" -> 1;
            case "div" -> 2;
            case "h1" -> 3;
            case "h2" -> 4;
            case "h3" -> 5;
            case "h4", "h5", "h6" -> 6;
            case "td", "th", "tr" -> 7;
            case "blockquote" -> 8;
            case "pre" -> 9;
            case "figcaption", "caption" -> 10;
            case "dt", "dd" -> 11;
            case "article", "section", "main" -> 12;
            case "header", "footer", "aside", "nav" -> 13;
            default -> 14;
        };
    }

    /** The box, its parent, and the nearest one with several paragraphs. */
    private void boxes(Block block) {
        Box box = block.box();
        Box parent = box.parent == null ? box : box.parent;
        Box grand = parent.parent == null ? parent : parent.parent;
        density(parent, block);
        density(grand, block);
        Box wide = parent;
        while (wide.parent != null && wide.proseBlocks < 3) {
            wide = wide.parent;
        }
        density(wide, block);
        add(box.depth - wide.depth);
        add((float) wide.proseWords / proseWords);
        // How far up one has to go to meet the box that holds the prose most closely.
        int up = 0;
        Box b = box;
        while (b != null && b != bestProse) {
            up++;
            b = b.parent;
        }
        add(b == null ? -1 : up);
        int common = 0;
        if (bestProse != null) {
            Box c = box;
            while (c != null && !aboveProse.contains(c)) {
                c = c.parent;
            }
            common = c == null ? 99 : bestProse.depth - c.depth;
        }
        add(common);
    }

    private void density(Box box, Block block) {
        add(box.words);
        add((float) box.linkWords / Math.max(1, box.words));
        add((float) box.proseWords / Math.max(1, box.words));
        add(box.proseBlocks);
        add((float) box.words / Math.max(1, box.blocks));
        add((float) box.commas / Math.max(1, box.words));
        add((float) box.words / pageWords);
        add((float) block.words() / Math.max(1, box.words));
    }

    /** How near the next box is whose names say a kind, and which elements stand above. */
    private void ancestors(Block block) {
        int start = at;
        for (int kind = 0; kind < Hints.KINDS; kind++) {
            add(LEVELS + 1);
        }
        int mask = block.inner();
        for (int kind = 0; kind < Hints.KINDS; kind++) {
            if ((mask & 1 << kind) != 0) {
                row[start + kind] = 0;
            }
        }
        int article = LEVELS + 1;
        int number = -1;
        int main = LEVELS + 1;
        int aside = LEVELS + 1;
        int nav = LEVELS + 1;
        int header = LEVELS + 1;
        int footer = LEVELS + 1;
        int figure = LEVELS + 1;
        int list = 0;
        int tables = 0;
        int marked = 0;
        int quote = 0;
        int form = 0;
        Box b = block.box();
        for (int level = 0; b != null; level++, b = b.parent) {
            if (level < LEVELS && !b.tag.equals("body") && !b.tag.equals("html")) {
                for (int bits = b.hints; bits != 0; bits &= bits - 1) {
                    int kind = Integer.numberOfTrailingZeros(bits);
                    row[start + kind] = Math.min(row[start + kind], level + 1);
                }
            }
            switch (b.tag) {
                case "article" -> {
                    article = Math.min(article, level);
                    number = articles.getOrDefault(b, number);
                }
                case "main" -> main = Math.min(main, level);
                case "aside" -> aside = Math.min(aside, level);
                case "nav" -> nav = Math.min(nav, level);
                case "header" -> header = Math.min(header, level);
                case "footer" -> footer = Math.min(footer, level);
                case "figure", "figcaption" -> figure = Math.min(figure, level);
                case "ul", "ol", "dl" -> list++;
                case "table" -> tables++;
                case "blockquote" -> quote = 1;
                case "form", "fieldset" -> form = 1;
                default -> {}
            }
            if (b.marked) {
                marked = 1;
            }
        }
        add(article);
        add(main);
        add(aside);
        add(nav);
        add(header);
        add(footer);
        add(figure);
        add(list);
        add(tables);
        add(marked);
        add(quote);
        add(form);
        add(articles.size());
        add(number);
        add(block.box().hidden);
        add(block.box().depth);
    }

    private void context(int i, int words, int prose) {
        add((float) words / pageWords);
        add((float) prose / proseWords);
        add((float) wordsByPath.getOrDefault(paths[i], 0) / proseWords);
        add(headline < 0 ? 0 : Math.clamp(i - headline, -20, 40));
        add(headline < 0 ? -1 : i < headline ? 0 : i == headline ? 1 : 2);
        for (int away = -2; away <= 2; away++) {
            if (away == 0) {
                continue;
            }
            int other = i + away;
            boolean there = other >= 0 && other < blocks.size();
            Block block = there ? blocks.get(other) : null;
            add(there ? block.words() : 0);
            add(there ? (float) block.linkWords() / block.words() : 1);
            add(there && paths[other].equals(paths[i]));
            add(there ? kind(block.box().tag) : -1);
        }
        add((float) proseWords / pageWords);
        add(pageWords);
        add(headings[i]);
        add(headings[headings.length - 1]);
    }

    /**
     * Rows of the second round.
     *
     * @param rows rows of the first
     * @param scores what the first round thought, 0 to 1
     */
    float[][] second(float[][] rows, double[] scores) {
        int n = blocks.size();
        double[] mass = new double[n + 1];
        Set<Box> touched = new HashSet<>();
        for (int i = 0; i < n; i++) {
            Block block = blocks.get(i);
            mass[i + 1] = mass[i] + scores[i] * block.words();
            for (Box b = block.box(); b != null; b = b.parent) {
                if (touched.add(b)) {
                    b.score = 0;
                    b.mass = 0;
                    b.best = 0;
                }
                b.score += scores[i] * block.words();
                b.mass += block.words();
                b.best = Math.max(b.best, scores[i]);
            }
        }
        double total = Math.max(1e-6, mass[n]);
        Box core = null;
        for (Box b : touched) {
            if (b.score >= 0.75 * total && (core == null || b.depth > core.depth)) {
                core = b;
            }
        }
        int[] before = new int[n];
        int[] after = new int[n];
        int gap = 1000;
        for (int i = 0; i < n; i++) {
            before[i] = gap;
            gap = scores[i] > 0.7 && blocks.get(i).words() > 12
                    ? 0
                    : gap + blocks.get(i).words();
        }
        gap = 1000;
        for (int i = n - 1; i >= 0; i--) {
            after[i] = gap;
            gap = scores[i] > 0.7 && blocks.get(i).words() > 12
                    ? 0
                    : gap + blocks.get(i).words();
        }
        float[][] out = new float[n][];
        for (int i = 0; i < n; i++) {
            at = rows[i].length;
            System.arraycopy(rows[i], 0, row, 0, at);
            Block block = blocks.get(i);
            add((float) scores[i]);
            for (int away = 1; away <= 3; away++) {
                add(i - away < 0 ? 0 : (float) scores[i - away]);
                add(i + away >= n ? 0 : (float) scores[i + away]);
            }
            Box box = block.box();
            Box parent = box.parent == null ? box : box.parent;
            Box grand = parent.parent == null ? parent : parent.parent;
            add((float) (box.score / Math.max(1, box.mass)));
            add((float) (parent.score / Math.max(1, parent.mass)));
            add((float) (grand.score / Math.max(1, grand.mass)));
            add((float) (parent.score / total));
            add((float) (grand.score / total));
            add((float) parent.best);
            add((float) (mass[i] / total));
            add((float) ((total - mass[i + 1]) / total));
            add((float) total);
            add(before[i]);
            add(after[i]);
            add(Math.min(before[i], after[i]));
            int up = 0;
            Box b = box;
            while (b != null && b != core) {
                up++;
                b = b.parent;
            }
            add(b == null ? -1 : up);
            // Where the way to the core's parts branches off, and what the branch is worth.
            Box branch = box;
            while (branch.parent != null && branch.parent != core) {
                branch = branch.parent;
            }
            add((float) (branch.score / Math.max(1, branch.mass)));
            add((float) (branch.score / total));
            out[i] = java.util.Arrays.copyOf(row, at);
        }
        return out;
    }
}
