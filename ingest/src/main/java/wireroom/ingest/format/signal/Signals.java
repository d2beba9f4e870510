package wireroom.ingest.format.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.article.SequenceRef;
import wireroom.ingest.format.signal.Phrases.Phrase;
import wireroom.model.Action;
import wireroom.model.Embargo;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;

/**
 * The text rules for kills, holds, releases, corrections and embargoes, for wires that have no field for them. What they
 * find is always inferred, with the rule and the words that decided.
 *
 * <p>Kill words in a text are news, not orders. They count at the head of a message; or in a sentence of its own (not
 * quoted) that begins with them and names an item, in a note to editors, or in a short message. Pure and thread-safe.
 */
public final class Signals {
    /** A text this short may be a notice; a longer one speaks of the world, unless its head says otherwise. */
    private static final int NOTICE = 1_500;
    /** Notices come to the point; further sentences are not looked at. */
    private static final int LOOK = 1_200;
    /** Heads are lines; of an endless one only the start is looked at. */
    private static final int HEAD = 400;

    private Signals() {}

    /** What the words do; empty when they are news. */
    public static Optional<Said> action(Words words) {
        for (Passage passage : words.passages()) {
            if (passage.place() == Place.HEAD) {
                Optional<Said> said = mark(words, passage);
                if (said.isPresent()) {
                    return said;
                }
            }
        }
        for (Passage passage : words.passages()) {
            if (passage.place() != Place.HEAD) {
                Optional<Said> said = sentence(words, passage);
                if (said.isPresent()) {
                    return said;
                }
            }
        }
        for (Passage passage : words.passages()) {
            if (passage.place() == Place.NOTE) {
                Optional<Said> said = note(words, passage);
                if (said.isPresent()) {
                    return said;
                }
            }
        }
        return Optional.empty();
    }

    /** The embargo that the words ask for; none when they are news. When its end is in doubt it is open. */
    public static Embargo embargo(Words words) {
        return Embargoes.find(words);
    }

    private static Optional<Said> mark(Words words, Passage passage) {
        String text = passage.text();
        int end = Math.min(text.length(), HEAD);
        for (int start = 0; start < end; ) {
            int stop = text.indexOf('\n', start);
            stop = stop < 0 || stop > end ? end : stop;
            Optional<Said> said = mark(words, passage, start, stop);
            if (said.isPresent()) {
                return said;
            }
            start = stop + 1;
        }
        return Optional.empty();
    }

    private static Optional<Said> mark(Words words, Passage passage, int start, int stop) {
        String line = passage.text().substring(start, stop);
        for (Phrase phrase : Phrases.MARKS) {
            Matcher m = phrase.pattern().matcher(line);
            if (m.lookingAt()) {
                return Optional.of(said(
                        phrase, passage, start + m.start(), start + m.end(), marked(words, phrase.action(), line)));
            }
        }
        // "KILL item nw 157", "HOLD: nw 157": the word in upper case and a reference behind it.
        Matcher m = SHORT_ORDER.matcher(line);
        if (m.lookingAt()) {
            List<SequenceRef> refs = References.in(line, words);
            if (!refs.isEmpty()) {
                boolean kill = m.group(1).equals("KILL");
                Phrase phrase =
                        new Phrase(kill ? Action.KILL : Action.HOLD, kill ? "kill-mark" : "hold-mark", SHORT_ORDER);
                return Optional.of(said(
                        phrase,
                        passage,
                        start + m.start(1),
                        start + m.end(1),
                        targets(phrase.action(), refs, Optional.empty())));
            }
        }
        return Optional.empty();
    }

    private static final Pattern SHORT_ORDER = Pattern.compile("[\\s*]*(KILL|HOLD)(?=[\\s:\u2013\u2014-])");

    /** Targets of a message whose head says what it does: named anywhere in its own words, else its slugline. */
    private static List<Target> marked(Words words, Action action, String head) {
        List<SequenceRef> refs = new ArrayList<>();
        Optional<String> slug = Optional.empty();
        for (Passage passage : words.passages()) {
            for (Sentences.Span span : Sentences.own(passage.text(), LOOK)) {
                String sentence = passage.text().substring(span.start(), span.end());
                References.in(sentence, words).stream()
                        .filter(ref -> !refs.contains(ref))
                        .forEach(refs::add);
                slug = slug.or(
                        () -> passage.place() == Place.HEAD && passage.field().equals("slugline")
                                ? Optional.empty()
                                : References.slug(sentence));
            }
        }
        // A correction names its original in a note; numbers elsewhere in it are its news.
        if (action == Action.CORRECTION) {
            List<SequenceRef> own = References.in(head, words);
            return targets(action, own.isEmpty() ? noted(words) : own, slugline(words));
        }
        return targets(action, refs, refs.isEmpty() ? slug.or(() -> slugline(words)) : slug);
    }

    private static List<SequenceRef> noted(Words words) {
        return words.passages().stream()
                .filter(p -> p.place() == Place.NOTE)
                .flatMap(p -> References.in(p.text(), words).stream())
                .distinct()
                .toList();
    }

    private static Optional<String> slugline(Words words) {
        return Optional.ofNullable(words.slugline()).filter(s -> !s.isBlank());
    }

    private static Optional<Said> sentence(Words words, Passage passage) {
        if (passage.place() == Place.BODY && !words.alarmed() && passage.text().length() > NOTICE) {
            return Optional.empty();
        }
        for (Sentences.Span span : Sentences.own(passage.text(), LOOK)) {
            String sentence = passage.text().substring(span.start(), span.end());
            if (!References.mayName(sentence)) {
                continue;
            }
            List<SequenceRef> refs = References.in(sentence, words);
            Optional<String> slug = References.slug(sentence);
            if (refs.isEmpty() && slug.isEmpty()) {
                continue;
            }
            for (Phrase phrase : Phrases.SENTENCES) {
                Matcher m = phrase.pattern().matcher(sentence);
                if (m.lookingAt()) {
                    return Optional.of(said(
                            phrase,
                            passage,
                            span.start() + m.start(),
                            span.start() + sentence.stripTrailing().length(),
                            targets(phrase.action(), refs, slug)));
                }
            }
        }
        Matcher mandatory = Phrases.MANDATORY.matcher(passage.text());
        if (words.alarmed() && slugline(words).isPresent() && mandatory.find()) {
            Action action = "hold".equalsIgnoreCase(mandatory.group(1)) ? Action.HOLD : Action.KILL;
            return Optional.of(said(
                    new Phrase(action, "mandatory", Phrases.MANDATORY),
                    passage,
                    mandatory.start(),
                    mandatory.end(),
                    targets(action, List.of(), slugline(words))));
        }
        return Optional.empty();
    }

    private static Optional<Said> note(Words words, Passage passage) {
        for (Sentences.Span span : Sentences.own(passage.text(), LOOK)) {
            String sentence = passage.text().substring(span.start(), span.end());
            for (Phrase phrase : Phrases.NOTES) {
                Matcher m = phrase.pattern().matcher(sentence);
                if (m.lookingAt()) {
                    return Optional.of(said(
                            phrase,
                            passage,
                            span.start() + m.start(),
                            span.start() + m.end(),
                            targets(phrase.action(), References.in(sentence, words), slugline(words))));
                }
            }
        }
        return Optional.empty();
    }

    private static Said said(Phrase phrase, Passage passage, int start, int end, List<Target> targets) {
        String rule = passage.field() + "." + phrase.id();
        if (targets.isEmpty() && phrase.action() != Action.CORRECTION) {
            return new Said(
                    Action.ADVISORY,
                    phrase.action(),
                    PubStatus.WITHHELD,
                    new Evidence(EvidenceKind.INFERRED, rule + "-without-target", start, end),
                    targets);
        }
        return new Said(
                phrase.action(),
                phrase.action(),
                PubStatus.USABLE,
                new Evidence(EvidenceKind.INFERRED, rule, start, end),
                targets);
    }

    private static List<Target> targets(Action action, List<SequenceRef> refs, Optional<String> slug) {
        PubStatus status = Said.status(action);
        String relation = Said.relation(action);
        if (refs.isEmpty()) {
            return slug.map(s -> new Target(null, null, s, relation, status)).stream()
                    .toList();
        }
        // A slug beside several numbers cannot be all of theirs.
        String beside = refs.size() == 1 ? slug.orElse(null) : null;
        return refs.stream()
                .map(ref -> new Target(null, ref.toString(), beside, relation, status))
                .toList();
    }
}
