package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import wireroom.enrich.token.Tokens;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.Mention;

/** Takes an article's fingerprint: bounded whatever the article's size, and a pure function of the article. */
public final class FingerprintStep {
    /** Language of articles whose language nobody knows. */
    public static final String UNDETERMINED = "und";

    private static final int SHINGLE = 4;
    private static final int TERMS = 48;
    private static final int NAMES = 24;
    private static final int ENTITIES = 12;
    private static final int HEADLINE = 200;
    private static final int HEADLINE_WEIGHT = 2;
    /** Words of the body's beginning: what happened stands there, background after it. */
    private static final int LEAD = 80;

    private static final int LEAD_WEIGHT = 2;
    /** Weights of figures of one character, of two, and of more, where a word never seen has 1. */
    private static final float[] FIGURE_RARITIES = {0.6f, 1, 1.5f};

    /** The top bits of a hash that choose one of 64 slots. */
    private static final int SLOT_SHIFT = 58;
    /** How a headline begins that corrects: "CORRECTED-", "Correction:". */
    private static final String CORRECT = "correct";

    private FingerprintStep() {}

    /**
     * @param article an enriched article; without headline and body it is not present among its neighbours
     * @param tokens tokens of its body
     */
    public static Fingerprint of(Article article, Tokens tokens) {
        String language = article.getLanguage() == null ? UNDETERMINED : article.getLanguage();
        if (article.getBody() == null && article.getHeadline() == null) {
            return withdrawn(article.getId(), language);
        }
        Instant eventTime = article.getVersionCreated() == null ? article.getReceivedAt() : article.getVersionCreated();
        Instant firstCreated = article.getFirstCreated() == null ? eventTime : article.getFirstCreated();
        Fingerprint.Builder print = Fingerprint.newBuilder()
                .setId(article.getId())
                .setLanguage(language)
                .setPresent(true)
                .setFirstCreated(firstCreated)
                .setEventTime(eventTime)
                .setHeadline(cut(article.getHeadline()))
                .setEntities(topEntities(article.getEntities()));
        Tokens headline = Tokens.of(article.getHeadline() == null ? "" : article.getHeadline());
        print.setFigures(figures(tokens)).setCorrects(corrects(article));
        sketch(words(tokens), print);
        weigh(article.getEntities(), headline, tokens, language, print);
        return print.build();
    }

    /** Says that an article has no text any more, or is not of this language any more. */
    public static Fingerprint withdrawn(String id, String language) {
        return Fingerprint.newBuilder()
                .setId(id)
                .setLanguage(language)
                .setPresent(false)
                .setFirstCreated(Instant.EPOCH)
                .setEventTime(Instant.EPOCH)
                .build();
    }

    private static long[] words(Tokens tokens) {
        long[] words = new long[tokens.size()];
        int n = 0;
        for (int i = 0; i < words.length; i++) {
            if (!tokens.is(i, Tokens.PUNCTUATION)) {
                words[n++] = tokens.hash(i);
            }
        }
        return Arrays.copyOf(words, n);
    }

    private static void sketch(long[] words, Fingerprint.Builder print) {
        if (words.length == 0) {
            return;
        }
        long text = words.length;
        for (long word : words) {
            text = mix(text * 31 + word);
        }
        print.setTextHash(text == 0 ? 1 : text);
        int width = Math.min(SHINGLE, words.length);
        int count = words.length - width + 1;
        LongSet distinct = new LongSet(count);
        // One-permutation MinHash (Li, Owen, Zhang 2012): the top bits choose the slot, the rest compete in it.
        long[] least = new long[Traits.SLOTS];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            long shingle = 0;
            for (int j = 0; j < width; j++) {
                shingle = mix(shingle * 31 + words[i + j]);
            }
            distinct.add(shingle);
            int slot = (int) (shingle >>> SLOT_SHIFT);
            least[slot] = Math.min(least[slot], shingle & (1L << SLOT_SHIFT) - 1);
        }
        print.setShingles(distinct.size()).setSketch(ByteBuffer.wrap(densified(least)));
    }

    /** Empty slots borrow from a filled one found by their own walk (Shrivastava 2017), the same for every text. */
    private static byte[] densified(long[] least) {
        byte[] sketch = new byte[least.length];
        for (int slot = 0; slot < least.length; slot++) {
            int from = slot;
            for (long attempt = 1; least[from] == Long.MAX_VALUE; attempt++) {
                from = (int) (mix((long) slot << 32 | attempt) >>> SLOT_SHIFT);
            }
            sketch[slot] = (byte) mix(least[from] * 31 + slot);
        }
        return sketch;
    }

    private static ByteBuffer figures(Tokens tokens) {
        byte[] bits = null;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, Tokens.DIGIT)) {
                bits = bits == null ? new byte[Traits.FIGURE_BITS / 8] : bits;
                int bit = (int) (mix(tokens.hash(i)) >>> 57);
                bits[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return ByteBuffer.wrap(bits == null ? new byte[0] : bits);
    }

    private static boolean corrects(Article article) {
        String headline = article.getHeadline();
        return article.getAction() == Action.CORRECTION
                || headline != null && headline.regionMatches(true, 0, CORRECT, 0, CORRECT.length());
    }

    private static void weigh(
            List<Entity> entities, Tokens headline, Tokens body, String language, Fingerprint.Builder print) {
        Counts words = new Counts(headline.size() + body.size());
        Rarity rarity = Rarity.in(language);
        count(headline, headline.size(), HEADLINE_WEIGHT, rarity, words, new boolean[headline.size()], true);
        count(body, LEAD, LEAD_WEIGHT, rarity, words, named(entities, body), false);
        print.setTerms(words.weightiest(TERMS, false)).setNames(words.weightiest(NAMES, true));
    }

    private static void count(
            Tokens tokens, int lead, int leadWeight, Rarity rarity, Counts words, boolean[] named, boolean headline) {
        int read = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, Tokens.PUNCTUATION | Tokens.ADDRESS)) {
                continue;
            }
            int weight = read++ < lead ? leadWeight : 1;
            int length = tokens.end(i) - tokens.start(i);
            if (tokens.is(i, Tokens.NUMBER)) {
                // How many died, how strong it shook, what was paid: what two events of one kind differ in.
                words.addFigure(tokens.hash(i), weight, FIGURE_RARITIES[Math.min(length, FIGURE_RARITIES.length) - 1]);
                continue;
            }
            if (length < 2 && !tokens.is(i, Tokens.CASELESS)) {
                continue;
            }
            boolean capital = tokens.is(i, Tokens.INITIAL_CAPITAL | Tokens.ALL_CAPITALS);
            boolean name = named[i] || capital && !headline && !tokens.is(i, Tokens.SENTENCE_START);
            words.add(tokens.hash(i), length, weight, name, rarity);
        }
    }

    private static boolean[] named(List<Entity> entities, Tokens body) {
        boolean[] named = new boolean[body.size()];
        for (Entity entity : entities) {
            for (Mention mention : entity.getMentions()) {
                for (int i = firstFrom(body, mention.getStart());
                        i < named.length && body.start(i) < mention.getEnd();
                        i++) {
                    named[i] = true;
                }
            }
        }
        return named;
    }

    private static int firstFrom(Tokens tokens, int offset) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.start(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static List<String> topEntities(List<Entity> entities) {
        return entities.stream()
                .sorted(Comparator.comparingInt((Entity e) -> -e.getMentions().size())
                        .thenComparing(Entity::getId))
                .limit(ENTITIES)
                .map(Entity::getId)
                .toList();
    }

    private static String cut(String text) {
        if (text == null || text.length() <= HEADLINE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(HEADLINE - 1)) ? HEADLINE - 1 : HEADLINE;
        return text.substring(0, end);
    }

    private static long mix(long x) {
        long h = (x ^ x >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }
}
