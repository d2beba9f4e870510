package wireroom.enrich.entity;

import static wireroom.enrich.entity.Form.mix;

import wireroom.enrich.token.Tokens;

/**
 * What the recogniser sees of a token, as 64-bit hashes: each word around it by itself, as its {@link Form} has it, then
 * how they go together, and what the authority and the title lists know. The trainer and the decoder both read it, so
 * they cannot disagree. One instance serves one text.
 */
final class Features {
    /** Most features of one token. */
    static final int MOST = 160;

    private final Tokens tokens;
    private final byte[] known;
    private final Lexicon lexicon;
    private final Forms words;
    private final Form[] forms;
    /** Title marks of the sentence. */
    private final int[] titles;

    private int from;
    private int to;
    private boolean capitals;

    /**
     * @param known per token what the authority says ({@link Authority#mark}), 0 for nothing
     * @param lexicon null where there is none for the language
     * @param words of the same lexicon
     */
    Features(Tokens tokens, byte[] known, Lexicon lexicon, Forms words) {
        this.tokens = tokens;
        this.known = known;
        this.lexicon = lexicon;
        this.words = words;
        this.forms = new Form[tokens.size()];
        this.titles = new int[lexicon == null ? 0 : tokens.size()];
    }

    /**
     * To be called once for each sentence, before its tokens.
     *
     * @param first token of the sentence
     * @param end one past its last
     * @param inCapitals whether the sentence is written in capitals
     */
    void sentence(int first, int end, boolean inCapitals) {
        from = first;
        to = end;
        capitals = inCapitals;
        if (lexicon != null) {
            lexicon.mark(tokens, from, to, capitals, titles);
        }
    }

    /** Writes all features of token {@code i} into {@code out} and says how many. */
    int of(int i, long[] out) {
        int n = form(i).features(Form.ITSELF, out, 0);
        n = form(i).features(opening(i), out, n);
        n = form(i + 1).features(Form.NEXT, out, n);
        n = form(i - 1).features(Form.BEFORE, out, n);
        n = form(i + 2).features(Form.SECOND_NEXT, out, n);
        n = form(i - 2).features(Form.SECOND_BEFORE, out, n);
        for (int k = 3; k <= 4; k++) {
            if (i - k >= from) {
                n = form(i - k).features(Form.FURTHER_BACK, out, n);
            }
            if (i + k < to) {
                n = form(i + k).features(Form.FURTHER_ON, out, n);
            }
        }
        return together(i, out, n);
    }

    /**
     * Adds up the weights of all features of token {@code i} into {@code sums}; the same as adding those of {@link #of},
     * for forms that were summed under the same model.
     *
     * @param buffer for {@value #MOST} features
     * @param sums {@link CrfModel#LANES} numbers, overwritten
     */
    void sum(int i, CrfModel model, long[] buffer, long[] sums) {
        Form itself = form(i);
        put(itself, Form.ITSELF, sums);
        add(itself, opening(i), sums);
        add(form(i + 1), Form.NEXT, sums);
        add(form(i - 1), Form.BEFORE, sums);
        add(form(i + 2), Form.SECOND_NEXT, sums);
        add(form(i - 2), Form.SECOND_BEFORE, sums);
        for (int k = 3; k <= 4; k++) {
            if (i - k >= from) {
                add(form(i - k), Form.FURTHER_BACK, sums);
            }
            if (i + k < to) {
                add(form(i + k), Form.FURTHER_ON, sums);
            }
        }
        model.add(buffer, together(i, buffer, 0), sums, 0);
    }

    private static void put(Form form, int role, long[] sums) {
        System.arraycopy(form.sums, role * CrfModel.LANES, sums, 0, CrfModel.LANES);
    }

    private static void add(Form form, int role, long[] sums) {
        int at = role * CrfModel.LANES;
        long[] more = form.sums;
        for (int lane = 0; lane < CrfModel.LANES; lane++) {
            sums[lane] += more[at + lane];
        }
    }

    private int opening(int i) {
        return tokens.is(i, Tokens.SENTENCE_START) ? Form.OPENING : Form.INSIDE;
    }

    private Form form(int i) {
        if (i < from) {
            return words.before(capitals);
        }
        if (i >= to) {
            return words.after(capitals);
        }
        Form form = forms[i];
        if (form == null) {
            form = words.of(tokens, i, capitals);
            forms[i] = form;
        }
        return form;
    }

    /** What takes more than one word to see. */
    private int together(int i, long[] out, int count) {
        int n = count;
        Form itself = form(i);
        Form next = form(i + 1);
        Form before = form(i - 1);
        long w0 = itself.word;
        long w1 = next.word;
        long wl = before.word;
        long s0 = itself.shape;
        long s1 = next.shape;
        long sl = before.shape;
        long caps = itself.capitals();

        out[n++] = mix(9, wl * 31 + w0);
        out[n++] = mix(10, w0 * 31 + w1);
        out[n++] = mix(11, sl * 31 + s0);
        out[n++] = mix(12, s0 * 31 + s1);
        out[n++] = mix(13, (sl * 31 + s0) * 31 + s1);
        out[n++] = mix(16, wl * 31 + s0 + caps);
        out[n++] = mix(17, w1 * 31 + s0 + caps);

        int k0 = known[i];
        int k1 = i + 1 < to ? known[i + 1] : 0;
        int kl = i > from ? known[i - 1] : 0;
        if (k0 != 0) {
            out[n++] = mix(31, k0);
            out[n++] = mix(32, k0 * 31L + s0);
        }
        if (k1 != 0) {
            out[n++] = mix(33, k1);
        }
        if (kl != 0) {
            out[n++] = mix(34, kl);
        }
        if ((k0 | k1 | kl) != 0) {
            out[n++] = mix(35, (kl * 128L + k0) * 128 + k1);
        }
        if (lexicon == null) {
            return n;
        }

        long b0 = Lexicon.prefix(itself.path, 8);
        out[n++] = mix(46, b0 * 0x10001 + Lexicon.prefix(before.path, 8));
        out[n++] = mix(47, b0 * 0x10001 + Lexicon.prefix(next.path, 8));

        int c0 = itself.classes;
        int c1 = next.classes;
        int cl = before.classes;
        out[n++] = mix(58, (c0 & 0xFF) << 8 | c1 & 0xFF);
        out[n++] = mix(59, (c0 & 0xFF) << 8 | cl & 0xFF);
        out[n++] = mix(60, (c0 >>> 8 & 15) << 8 | (cl >>> 8 & 15) << 4 | c1 >>> 8 & 15);

        int t0 = titles[i];
        int t1 = i + 1 < to ? titles[i + 1] : 0;
        int tl = i > from ? titles[i - 1] : 0;
        if (t0 != 0) {
            out[n++] = mix(61, t0);
            out[n++] = mix(62, t0 & 15);
            out[n++] = mix(63, (t0 >>> 4) * 31L + s0);
            out[n++] = mix(64, (long) (t0 >>> 4) << 8 | c0 & 0xFF);
            for (int kind = t0 >>> 4; kind != 0; kind &= kind - 1) {
                out[n++] = mix(65, (kind & -kind) << 4 | t0 & 15);
            }
        }
        if (t1 != 0) {
            out[n++] = mix(66, t1);
        }
        if (tl != 0) {
            out[n++] = mix(67, tl);
        }
        out[n++] = mix(68, (long) t0 << 32 | (long) tl << 16 | t1);
        return n;
    }
}
