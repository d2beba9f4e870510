package wireroom.enrich.entity;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import wireroom.enrich.token.Tokens;

/**
 * Finds the best labelling of a text under a {@link CrfModel}. Most tokens of news can be in no name: the model is run
 * only on stretches around capitals, with "outside" fixed on both sides; the whole sentence can be asked for to prove
 * that this changes (next to) nothing. Thread-safe.
 */
final class Recogniser {
    /** Small words that a name may bridge: {@code Bank of the West}. */
    private static final int BRIDGE = 3;

    private static final int CAPITAL = Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL;
    private static final int LOW = -1_000_000;

    /** Words that begin sentences, and names only together with the capital that follows. */
    private static final long[] OPENERS = Arrays.stream(
                    ("the a an in on at he she it they we but and this that these those there for as if when after"
                                    + " while with from to by his her their its our i you not no some many it's however more")
                            .split(" ", -1))
            .mapToLong(Tokens::hashOf)
            .sorted()
            .toArray();

    private final CrfModel model;
    private final Lexicon lexicon;
    private final Forms words;
    /** By label that opens: the greatest weight of a transition to it from a label after which no name is open. */
    private final int[] mostInto = new int[Labels.COUNT];

    /** @param lexicon that the model was trained with, null for none */
    Recogniser(CrfModel model, Lexicon lexicon) {
        this.model = model;
        this.lexicon = lexicon;
        this.words = new Forms(lexicon, model);
        for (int label : OPENS) {
            mostInto[label] = Arrays.stream(CLOSED)
                    .map(before -> model.transition(before, label))
                    .max()
                    .orElseThrow();
        }
    }

    Spans find(Tokens tokens, byte[] known) {
        return find(tokens, known, false);
    }

    /** @param everywhere run the model on every token, not just around capitals */
    Spans find(Tokens tokens, byte[] known, boolean everywhere) {
        Run run = new Run(tokens, known);
        int size = tokens.size();
        int from = 0;
        while (from < size) {
            int to = endOfSentence(tokens, from);
            run.sentence(from, to, everywhere);
            from = to;
        }
        return run.spans;
    }

    /** Sentences end where the next begins, or after {@value #LONGEST} tokens: hostile text has no full stops. */
    private static final int LONGEST = 400;

    static int endOfSentence(Tokens tokens, int from) {
        int to = from + 1;
        int limit = Math.min(tokens.size(), from + LONGEST);
        // The opening of a sentence can be several tokens (quotation mark and word): all carry the flag.
        while (to < limit
                && tokens.is(to, Tokens.SENTENCE_START)
                && !tokens.is(to, Tokens.PARAGRAPH_START)
                && tokens.is(to - 1, Tokens.PUNCTUATION)) {
            to++;
        }
        while (to < limit && !tokens.is(to, Tokens.SENTENCE_START)) {
            to++;
        }
        return to;
    }

    /** A sentence in capitals: more words all in capitals than words with a small letter. */
    static boolean capitals(Tokens tokens, int from, int to) {
        int upper = 0;
        int lower = 0;
        for (int i = from; i < to; i++) {
            int flags = tokens.flags(i);
            if ((flags & Tokens.ALL_CAPITALS) != 0) {
                upper++;
            } else if ((flags & (Tokens.PUNCTUATION | Tokens.NUMBER | Tokens.CASELESS)) == 0
                    && tokens.end(i) - tokens.start(i) > 1) {
                lower++;
            }
        }
        return upper > lower && upper > 1;
    }

    /** Scratch of one text. */
    private final class Run {
        private final Tokens tokens;
        private final Features features;
        private final Spans spans = new Spans();
        private final long[] buffer = new long[Features.MOST];
        private final long[] sums = new long[CrfModel.LANES];
        private final int[] emission = new int[Labels.COUNT];
        private int[] score = new int[Labels.COUNT];
        private int[] next = new int[Labels.COUNT];
        private byte[] back = new byte[64 * Labels.COUNT];

        Run(Tokens tokens, byte[] known) {
            this.tokens = tokens;
            this.features = new Features(tokens, known, lexicon, words);
        }

        void sentence(int from, int to, boolean everywhere) {
            int capital = nextCapital(from, to);
            if (capital == to && !everywhere) {
                return;
            }
            boolean capitals = capitals(tokens, from, to);
            features.sentence(from, to, capitals);
            if (everywhere) {
                decode(from, to);
                return;
            }
            while (capital < to) {
                int last = capital;
                int at = capital + 1;
                while (at < to && at - last <= BRIDGE + 1) {
                    if (tokens.is(at, CAPITAL)) {
                        last = at;
                    }
                    at++;
                }
                // One word beyond either end: "van Basten", "Formula one".
                decode(Math.max(from, capital - 1), Math.min(to, last + 2));
                capital = nextCapital(last + 1, to);
            }
        }

        /** The next capital that could begin a name: the one of "The" at the head of a sentence does not. */
        private int nextCapital(int from, int to) {
            int i = from;
            while (i < to
                    && (!tokens.is(i, CAPITAL)
                            || tokens.is(i, Tokens.SENTENCE_START)
                                    && Arrays.binarySearch(OPENERS, tokens.hash(i)) >= 0)) {
                i++;
            }
            return i;
        }

        private void decode(int first, int end) {
            int length = end - first;
            if (back.length < length * Labels.COUNT) {
                back = new byte[length * Labels.COUNT];
            }
            for (int i = 0; i < length; i++) {
                features.sum(first + i, model, buffer, sums);
                CrfModel.spread(sums, emission);
                step(i);
            }
            int best = Labels.O;
            for (int label = 0; label < Labels.COUNT; label++) {
                if (Labels.closed(label) && score[label] > score[best]) {
                    best = label;
                }
            }
            // Walk back over the labels, then forward over the names.
            byte[] path = back;
            int label = best;
            for (int i = length - 1; i >= 0; i--) {
                int before = path[i * Labels.COUNT + label];
                path[i * Labels.COUNT] = (byte) label;
                label = before;
            }
            int opened = -1;
            for (int i = 0; i < length; i++) {
                int l = path[i * Labels.COUNT];
                if (l == Labels.O) {
                    continue;
                }
                int position = Labels.position(l);
                if (position == Labels.BEGIN) {
                    opened = first + i;
                } else if (position == Labels.SINGLE) {
                    spans.add(first + i, first + i, Labels.type(l));
                } else if (position == Labels.END) {
                    spans.add(opened, first + i, Labels.type(l));
                }
            }
        }

        private void step(int i) {
            int row = i * Labels.COUNT;
            if (i == 0) {
                Arrays.fill(score, LOW);
                for (int label = 0; label < Labels.COUNT; label++) {
                    if (Labels.opens(label)) {
                        score[label] = emission[label] + model.transition(Labels.O, label);
                    }
                    back[row + label] = 0;
                }
                return;
            }
            int top = Labels.O;
            int second = 2 * LOW;
            for (int k = 1; k < CLOSED.length; k++) {
                int s = score[CLOSED[k]];
                if (s > score[top]) {
                    second = score[top];
                    top = CLOSED[k];
                } else if (s > second) {
                    second = s;
                }
            }
            for (int label : OPENS) {
                int best = score[top] + model.transition(top, label);
                int from = top;
                // Seldom can the second best still win by its transition.
                if (second + mostInto[label] >= best) {
                    best = 2 * LOW;
                    for (int before : CLOSED) {
                        int s = score[before] + model.transition(before, label);
                        if (s > best) {
                            best = s;
                            from = before;
                        }
                    }
                }
                next[label] = best + emission[label];
                back[row + label] = (byte) from;
            }
            for (int begin = 1; begin < Labels.COUNT; begin += 4) {
                for (int label = begin + Labels.INSIDE; label <= begin + Labels.END; label++) {
                    int a = score[begin] + model.transition(begin, label);
                    int b = score[begin + 1] + model.transition(begin + 1, label);
                    next[label] = Math.max(a, b) + emission[label];
                    back[row + label] = (byte) (a >= b ? begin : begin + 1);
                }
            }
            int[] swap = score;
            score = next;
            next = swap;
        }
    }

    /** Labels after which no name is open. */
    private static final int[] CLOSED = labels(Labels::closed);
    /** Labels before which no name is open. */
    private static final int[] OPENS = labels(Labels::opens);

    private static int[] labels(IntPredicate which) {
        return IntStream.range(0, Labels.COUNT).filter(which).toArray();
    }
}
