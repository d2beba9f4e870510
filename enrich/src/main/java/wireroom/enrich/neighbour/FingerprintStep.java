package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wireroom.enrich.token.Tokens;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.Mention;

/** Takes an article's fingerprint: bounded whatever the article's size, and a pure function of the article. */
public final class FingerprintStep {
    /** Language of articles whose language nobody knows. */
    public static final String UNDETERMINED = "und";

    private static final int SHINGLE = 4;
    private static final int TERMS = 48;
    private static final int NAMES = 16;
    private static final int ENTITIES = 12;
    private static final int HEADLINE = 200;
    private static final int HEADLINE_WEIGHT = 2;

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
        long[] shingles = new long[words.length - width + 1];
        for (int i = 0; i < shingles.length; i++) {
            long shingle = 0;
            for (int j = 0; j < width; j++) {
                shingle = mix(shingle * 31 + words[i + j]);
            }
            shingles[i] = shingle;
        }
        Arrays.sort(shingles);
        int distinct = 0;
        // One-permutation MinHash (Li, Owen, Zhang 2012): the top bits choose the slot, the rest compete in it.
        long[] least = new long[Traits.SLOTS];
        Arrays.fill(least, Long.MAX_VALUE);
        long previous = 0;
        for (int i = 0; i < shingles.length; i++) {
            long shingle = shingles[i];
            if (i > 0 && shingle == previous) {
                continue;
            }
            previous = shingle;
            distinct++;
            int slot = (int) (shingle >>> 57);
            long rest = shingle & 0x01FF_FFFF_FFFF_FFFFL;
            least[slot] = Math.min(least[slot], rest);
        }
        print.setShingles(distinct).setSketch(ByteBuffer.wrap(densified(least)));
    }

    /** Empty slots borrow from a filled one found by their own walk (Shrivastava 2017), the same for every text. */
    private static byte[] densified(long[] least) {
        byte[] sketch = new byte[least.length * 2];
        for (int slot = 0; slot < least.length; slot++) {
            int from = slot;
            for (long attempt = 1; least[from] == Long.MAX_VALUE; attempt++) {
                from = (int) (mix((long) slot << 32 | attempt) >>> 57);
            }
            long value = mix(least[from] * 31 + slot);
            sketch[2 * slot] = (byte) (value >>> 8);
            sketch[2 * slot + 1] = (byte) value;
        }
        return sketch;
    }

    private static void weigh(
            List<Entity> entities, Tokens headline, Tokens body, String language, Fingerprint.Builder print) {
        Map<Integer, Count> terms = new HashMap<>();
        Map<Integer, Count> names = new HashMap<>();
        count(headline, HEADLINE_WEIGHT, language, terms, names, new boolean[headline.size()], true);
        count(body, 1, language, terms, names, named(entities, body), false);
        print.setTerms(packed(terms, TERMS)).setNames(packed(names, NAMES));
    }

    private static void count(
            Tokens tokens,
            int weight,
            String language,
            Map<Integer, Count> terms,
            Map<Integer, Count> names,
            boolean[] named,
            boolean headline) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, Tokens.PUNCTUATION | Tokens.NUMBER | Tokens.ADDRESS)) {
                continue;
            }
            int length = tokens.end(i) - tokens.start(i);
            if (length < 2 && !tokens.is(i, Tokens.CASELESS)) {
                continue;
            }
            long hash = tokens.hash(i);
            float rarity = Rarity.of(hash, language, length);
            if (rarity <= 0) {
                continue;
            }
            int key = Rarity.key(hash);
            terms.computeIfAbsent(key, k -> new Count(rarity)).times += weight;
            boolean capital = tokens.is(i, Tokens.INITIAL_CAPITAL | Tokens.ALL_CAPITALS);
            if (named[i] || capital && !headline && !tokens.is(i, Tokens.SENTENCE_START)) {
                names.computeIfAbsent(key, k -> new Count(rarity)).times += weight;
            }
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

    private static ByteBuffer packed(Map<Integer, Count> counts, int limit) {
        List<Map.Entry<Integer, Count>> top = new ArrayList<>(counts.entrySet());
        top.sort(Comparator.comparingDouble(
                        (Map.Entry<Integer, Count> e) -> -e.getValue().weight())
                .thenComparing(Map.Entry::getKey));
        if (top.size() > limit) {
            top = top.subList(0, limit);
        }
        double most = top.isEmpty() ? 1 : top.get(0).getValue().weight();
        List<Map.Entry<Integer, Count>> kept = new ArrayList<>(top);
        kept.sort(Map.Entry.comparingByKey());
        ByteBuffer bytes = ByteBuffer.allocate(kept.size() * 5);
        for (Map.Entry<Integer, Count> entry : kept) {
            bytes.putInt(entry.getKey());
            bytes.put((byte) Math.max(1, Math.round(255 * entry.getValue().weight() / most)));
        }
        return bytes.flip();
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

    private static final class Count {
        private final float rarity;
        private int times;

        Count(float rarity) {
            this.rarity = rarity;
        }

        double weight() {
            return (1 + StrictMath.log(times)) * rarity;
        }
    }
}
