package wireroom.enrich.lifecycle;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import wireroom.article.ArticleId;
import wireroom.model.AltId;
import wireroom.model.Sequence;
import wireroom.model.Target;
import wireroom.model.WireItem;

/**
 * Who is meant when a notice names another article (R11). Whoever bears a reference says so, whoever acts on one says
 * so, and each pair of them is told once, in whichever order they come: so any order gives the same result. Pure.
 *
 * <p>A sequence reference ({@code dpa 157}) belongs to a day, as numbers start anew. The day follows from the notice
 * alone: its own, unless its own number is the lower one, since nobody can name a number that has not been sent.
 */
public final class References {
    /** Roles of alternative ids that others use to name an article; addresses of pages are not among them. */
    private static final Set<String> NAMING = Set.of(
            "doc-id", "du-key", "guid", "newsitemid", "itemid", "referenceid", "friendlykey", "transref", "message-id");
    /** Role of an alternative id that is a sequence reference, as kill texts name it. */
    private static final String SEQUENCE_ROLE = "reference";

    /** Acts kept on one reference: a notice is sent a few times at most. */
    private static final int MAX_ACTS = 32;
    /** Bearers kept of one reference: more than a handful is no reference. */
    private static final int MAX_BEARERS = 64;

    private References() {}

    /** An act, and the article that it reaches. */
    public record Reached(String article, Revision act) {}

    /**
     * What follows from one more reference.
     *
     * @param state what is known of the reference now
     * @param reached articles that acts reach; telling them again changes nothing
     */
    public record Step(Referents state, List<Reached> reached) {
        public Step {
            reached = List.copyOf(reached);
        }
    }

    /** What an item says of references; empty for nearly all items of feeds. */
    public static List<Reference> of(WireItem item) {
        if (item.getTargets().isEmpty() && item.getSequence() == null && item.getAltIds().isEmpty()) {
            return List.of();
        }
        List<Reference> references = new ArrayList<>();
        String id = new ArticleId(item.getProvider(), item.getUri()).toString();
        String day = day(item);
        boolean notice = Acts.isNotice(item);
        Sequence sequence = item.getSequence();
        if (sequence != null) {
            // A notice counts among the numbers, though nobody can mean it.
            references.add(start(item, id, notice ? "" : sequence(letters(sequence) + sequence.getNumber(), day))
                    .setCounter(letters(sequence) + '@' + day)
                    .setNumber(sequence.getNumber())
                    .build());
        }
        if (!notice) {
            for (AltId alias : item.getAltIds()) {
                String role = alias.getRole().toLowerCase(Locale.ROOT);
                if (role.equals(SEQUENCE_ROLE)) {
                    references.add(start(item, id, sequence(normal(alias.getValue()), day))
                            .build());
                } else if (NAMING.contains(role) && !alias.getValue().equals(item.getUri())) {
                    references.add(start(item, id, uri(alias.getValue())).build());
                }
            }
        }
        for (Acts.Act act : Acts.of(item)) {
            Target target = act.target();
            if (target.getUri() != null) {
                references.add(start(item, id, uri(target.getUri()))
                        .setAct(act.revision())
                        .setSaid(target.getUri())
                        .setFamily(new ArticleId(item.getProvider(), target.getUri()).toString())
                        .build());
            } else {
                String meant = meant(target.getSequenceRef(), sequence);
                references.add(start(item, id, sequence(meant, day(item, meant, day)))
                        .setAct(act.revision())
                        .setSaid(target.getSequenceRef())
                        .build());
            }
        }
        return references;
    }

    private static Reference.Builder start(WireItem item, String id, String reference) {
        return Reference.newBuilder()
                .setReference(reference)
                .setArticle(id)
                .setReceivedAt(item.getReceivedAt().toEpochMilli());
    }

    /**
     * Adds a reference to what is known of it.
     *
     * @param known null at first
     */
    public static Step add(Referents known, Reference reference) {
        TreeSet<String> bearers = new TreeSet<>(known == null ? List.of() : known.getBearers());
        List<Reference> acts = new ArrayList<>(known == null ? List.of() : known.getActs());
        List<Reached> reached = new ArrayList<>();
        if (reference.getAct() == null) {
            if (bearers.size() < MAX_BEARERS) {
                bearers.add(reference.getArticle());
            }
            acts.forEach(act -> reach(act, Set.of(reference.getArticle()), reached));
        } else {
            String content = reference.getAct().getContent();
            // The first delivery stays: later ones say nothing new.
            if (acts.stream().noneMatch(act -> act.getAct().getContent().equals(content)
                    && act.getReceivedAt() <= reference.getReceivedAt())) {
                acts.removeIf(act -> act.getAct().getContent().equals(content));
                acts.add(reference);
            }
            acts.sort(Comparator.comparing(act -> act.getAct().getContent()));
            if (reference.getFamily() != null) {
                reached.add(new Reached(reference.getFamily(), reference.getAct()));
            }
            reach(reference, bearers, reached);
        }
        return new Step(
                new Referents(
                        List.copyOf(bearers), acts.stream().limit(MAX_ACTS).toList()),
                reached);
    }

    private static void reach(Reference act, Set<String> bearers, List<Reached> reached) {
        for (String bearer : bearers) {
            if (!bearer.equals(act.getFamily()) && !bearer.equals(act.getArticle())) {
                reached.add(new Reached(bearer, act.getAct()));
                if (act.getFamily() != null) {
                    reached.add(new Reached(act.getFamily(), Lifecycle.settled(act.getAct(), bearer)));
                }
            }
        }
    }

    /** The earliest act by sequence reference that has reached nobody; null when there is none. */
    public static Reference missing(Referents known) {
        return known.getBearers().isEmpty()
                ? known.getActs().stream()
                        .filter(act -> act.getFamily() == null)
                        .min(Comparator.comparingLong(Reference::getReceivedAt)
                                .thenComparing(Reference::getArticle))
                        .orElse(null)
                : null;
    }

    private static String uri(String uri) {
        return "uri:" + uri.strip();
    }

    private static String sequence(String normal, String day) {
        return "seq:" + normal + '@' + day;
    }

    /** {@code dpa 061}, {@code DPA0061} and {@code dpa61} are one. */
    static String normal(String reference) {
        StringBuilder letters = new StringBuilder();
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < reference.length(); i++) {
            char c = Character.toLowerCase(reference.charAt(i));
            if (c >= '0' && c <= '9') {
                if (c != '0' || !digits.isEmpty()) {
                    digits.append(c);
                }
            } else if (Character.isLetter(c)) {
                letters.append(c);
            }
        }
        return letters.append(digits.isEmpty() ? "0" : digits).toString();
    }

    private static String letters(Sequence sequence) {
        StringBuilder letters = new StringBuilder();
        sequence.getService()
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** A bare number is one of the notice's own service. */
    private static String meant(String reference, Sequence own) {
        String normal = normal(reference);
        return own != null && Character.isDigit(normal.charAt(0)) ? letters(own) + normal : normal;
    }

    private static String day(WireItem item, String meant, String noticeDay) {
        long meantNumber = number(meant);
        List<String> own = new ArrayList<>();
        if (item.getSequence() != null) {
            own.add(letters(item.getSequence()) + item.getSequence().getNumber());
        }
        item.getAltIds().stream()
                .filter(alias -> alias.getRole().equalsIgnoreCase(SEQUENCE_ROLE))
                .forEach(alias -> own.add(normal(alias.getValue())));
        boolean before = own.stream()
                .anyMatch(mine -> letters(mine).equals(letters(meant)) && meantNumber > number(mine));
        if (!before) {
            return noticeDay;
        }
        try {
            return LocalDate.parse(noticeDay).minusDays(1).toString();
        } catch (DateTimeException e) {
            // a provider's day that is no date has no day before
            return noticeDay;
        }
    }

    private static String letters(String normal) {
        return normal.substring(0, digits(normal));
    }

    private static long number(String normal) {
        String digits = normal.substring(digits(normal));
        return digits.length() > 18 || digits.isEmpty() ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static int digits(String normal) {
        int at = normal.length();
        while (at > 0 && normal.charAt(at - 1) >= '0' && normal.charAt(at - 1) <= '9') {
            at--;
        }
        return at;
    }

    private static String day(WireItem item) {
        if (item.getSequence() != null && item.getSequence().getProviderDay() != null) {
            return item.getSequence().getProviderDay();
        }
        long receivedAt = item.getReceivedAt().toEpochMilli();
        Long created = item.getVersionCreated() == null
                ? null
                : Order.clamp(item.getVersionCreated().toEpochMilli(), receivedAt);
        return Instant.ofEpochMilli(created == null ? receivedAt : created)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }
}
