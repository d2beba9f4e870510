package wireroom.enrich.entity;

import wireroom.enrich.token.Tokens;

/**
 * The forms that were read lately, so that a word's weights are looked up and summed once and not wherever it stands:
 * most words of news were seen a moment ago. A form follows from its letters alone, so what is kept here changes the
 * speed and nothing else. Thread-safe without locks: forms are immutable, and one lost to a race is made again.
 */
final class Forms {
    /** Forms kept; one takes about half a kilobyte, so that all take sixteen megabytes at most. */
    private static final int MOST = 1 << 15;

    /** Pairs of slots; the first of a pair is the one read last, and the other is given up. */
    private final Form[] kept;

    private final Lexicon lexicon;
    private final CrfModel model;
    private final Form[] before;
    private final Form[] after;

    /**
     * @param lexicon null where there is none
     * @param model whose weights are to be summed; null to keep no forms
     */
    Forms(Lexicon lexicon, CrfModel model) {
        this.lexicon = lexicon;
        this.model = model;
        this.kept = new Form[model == null ? 0 : MOST];
        this.before = new Form[] {Form.before(false, lexicon, model), Form.before(true, lexicon, model)};
        this.after = new Form[] {Form.after(false, lexicon, model), Form.after(true, lexicon, model)};
    }

    /** The word at {@code i}. */
    Form of(Tokens tokens, int i, boolean capitals) {
        if (model == null) {
            return Form.of(tokens, i, capitals, lexicon, null);
        }
        int slot = (int) (Form.key(tokens, i, capitals) >>> 32) & MOST - 2;
        Form first = kept[slot];
        if (first != null && first.is(tokens, i, capitals)) {
            return first;
        }
        Form form = kept[slot + 1];
        if (form == null || !form.is(tokens, i, capitals)) {
            form = Form.of(tokens, i, capitals, lexicon, model);
        }
        kept[slot + 1] = first;
        kept[slot] = form;
        return form;
    }

    /** What stands before a sentence. */
    Form before(boolean capitals) {
        return before[capitals ? 1 : 0];
    }

    /** What stands after a sentence. */
    Form after(boolean capitals) {
        return after[capitals ? 1 : 0];
    }
}
