package wireroom.enrich.lifecycle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import wireroom.article.ArticleId;
import wireroom.article.SequenceRef;
import wireroom.model.AltId;
import wireroom.model.Sequence;
import wireroom.model.Target;
import wireroom.model.WireItem;

/**
 * Who is meant when a notice names another article (R11). Whoever bears a reference says so, whoever acts on one says
 * so, and each pair of them is told once, in whichever order they come: so any order gives the same result. Pure.
 *
 * <p>A sequence reference ({@code dpa 157}) belongs to a day, as numbers start anew. The day follows from the notice
 * alone: its own, unless its own number is the lower one, since nobody can name a number that has not been sent. A
 * slugline belongs to a day, too, and means whatever was made under it up to the notice, as what comes later replaces it.
 */
public final class References {
    /** Roles of alternative ids that others use to name an article; addresses of pages are not among them. */
    private static final Set<String> NAMING =
            Set.of("doc-id", "guid", "newsitemid", "itemid", "referenceid", "friendlykey", "transref", "message-id");
    /** Reference of an item that only counts among the numbers of its service. */
    static final String COUNTED = "";

    private static final String SLUG = "slug:";

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
        if (item.getTargets().isEmpty()
                && item.getSequence() == null
                && item.getAltIds().isEmpty()) {
            return List.of();
        }
        List<Reference> references = new ArrayList<>();
        String id = new ArticleId(item.getProvider(), item.getUri()).toString();
        LocalDate day = day(item);
        if (item.getSequence() != null) {
            references.add(start(item, id, COUNTED)
                    .setCounter(item.getSequence().getService() + '@' + day)
                    .setNumber(item.getSequence().getNumber())
                    .build());
        }
        if (!Acts.isNotice(item)) {
            bear(item, id, day, references);
        }
        for (Acts.Act act : Acts.of(item)) {
            act(item, id, day, act, references);
        }
        return references;
    }

    private static void bear(WireItem item, String id, LocalDate day, List<Reference> references) {
        for (SequenceRef own : SequenceRef.of(item)) {
            references.add(start(item, id, sequence(own, own.day().orElse(day))).build());
        }
        for (AltId alias : item.getAltIds()) {
            if (NAMING.contains(alias.getRole().toLowerCase(Locale.ROOT))
                    && !alias.getValue().isBlank()
                    && !alias.getValue().equals(item.getUri())) {
                references.add(start(item, id, uri(alias.getValue())).build());
            }
        }
        // Only wires with numbers name their items by slugline: the index need not hold those of all feeds.
        if (item.getSequence() != null
                && item.getSlugline() != null
                && !item.getSlugline().isBlank()) {
            references.add(
                    start(item, id, slug(item.getSlugline(), day.toString())).build());
        }
    }

    private static void act(WireItem item, String id, LocalDate day, Acts.Act act, List<Reference> references) {
        Target target = act.target();
        if (target.getUri() != null) {
            references.add(start(item, id, uri(target.getUri()))
                    .setAct(act.revision())
                    .setSaid(target.getUri())
                    .setFamily(new ArticleId(item.getProvider(), target.getUri()).toString())
                    .build());
            return;
        }
        Optional<SequenceRef> meant =
                target.getSequenceRef() == null ? Optional.empty() : SequenceRef.parse(target.getSequenceRef());
        if (meant.isPresent()) {
            references.add(start(item, id, sequence(meant.get(), day(item, meant.get(), day)))
                    .setAct(act.revision())
                    .setSaid(target.getSequenceRef())
                    .build());
        } else if (target.getSlugline() != null) {
            references.add(start(item, id, slug(target.getSlugline(), day.toString()))
                    .setAct(act.revision())
                    .setSaid(target.getSlugline())
                    .build());
        }
    }

    private static Reference.Builder start(WireItem item, String id, String reference) {
        return Reference.newBuilder()
                .setReference(reference)
                .setArticle(id)
                .setReceivedAt(item.getReceivedAt().toEpochMilli())
                .setMade(made(item));
    }

    /**
     * Adds a reference to what is known of it.
     *
     * @param known null at first
     */
    public static Step add(Referents known, Reference reference) {
        TreeMap<String, Long> bearers = new TreeMap<>();
        if (known != null) {
            known.getBearers().forEach(bearer -> bearers.put(bearer.getArticle(), bearer.getSince()));
        }
        List<Reference> acts = new ArrayList<>(known == null ? List.of() : known.getActs());
        List<Reached> reached = new ArrayList<>();
        if (reference.getAct() == null) {
            bearers.merge(reference.getArticle(), reference.getMade(), Math::min);
            acts.forEach(act -> reach(act, reference.getArticle(), reference.getMade(), reached));
        } else {
            Reference act = merged(acts, reference);
            acts.removeIf(other -> isSame(other, act));
            acts.add(act);
            acts.sort(Comparator.comparing(other -> other.getAct().getContent()));
            if (act.getFamily() != null) {
                reached.add(new Reached(act.getFamily(), act.getAct()));
            }
            bearers.forEach((bearer, since) -> reach(act, bearer, since, reached));
        }
        return new Step(
                new Referents(
                        bearers.entrySet().stream()
                                .limit(MAX_BEARERS)
                                .map(bearer -> new Bearer(bearer.getKey(), bearer.getValue()))
                                .toList(),
                        acts.stream().limit(MAX_ACTS).toList()),
                reached);
    }

    /** Deliveries of one notice are one act, whichever comes first. */
    private static Reference merged(List<Reference> acts, Reference delivered) {
        return acts.stream()
                .filter(known -> isSame(known, delivered))
                .findAny()
                .map(known -> Reference.newBuilder(known)
                        .setAct(Lifecycle.merge(known.getAct(), delivered.getAct()))
                        .setReceivedAt(Math.min(known.getReceivedAt(), delivered.getReceivedAt()))
                        .setMade(Math.min(known.getMade(), delivered.getMade()))
                        .build())
                .orElse(delivered);
    }

    private static boolean isSame(Reference one, Reference another) {
        return one.getAct().getContent().equals(another.getAct().getContent());
    }

    private static void reach(Reference act, String bearer, long since, List<Reached> reached) {
        if (bearer.equals(act.getFamily())
                || bearer.equals(act.getArticle())
                || act.getReference().startsWith(SLUG) && since > act.getMade()) {
            return;
        }
        reached.add(new Reached(bearer, act.getAct()));
        if (act.getFamily() != null) {
            reached.add(new Reached(act.getFamily(), Lifecycle.settled(act.getAct(), bearer)));
        }
    }

    /** The earliest act by a number or slugline that has reached nobody; null when there is none. */
    public static Reference missing(Referents known) {
        return known.getBearers().isEmpty()
                ? known.getActs().stream()
                        .filter(act -> act.getFamily() == null)
                        .min(Comparator.comparingLong(Reference::getReceivedAt).thenComparing(Reference::getArticle))
                        .orElse(null)
                : null;
    }

    private static String uri(String uri) {
        return "uri:" + uri.strip();
    }

    private static String sequence(SequenceRef ref, LocalDate day) {
        return "seq:" + ref.on(day);
    }

    /** Sluglines differ in case and in what follows a comma: takes and versions. */
    private static String slug(String slugline, String day) {
        int comma = slugline.indexOf(',');
        String bare = comma < 0 ? slugline : slugline.substring(0, comma);
        return SLUG + bare.strip().toLowerCase(Locale.ROOT) + '@' + day;
    }

    /** Days on which the meant item can have been sent, as far as the notice alone can tell. */
    private static LocalDate day(WireItem item, SequenceRef meant, LocalDate noticeDay) {
        boolean notSentYet = SequenceRef.of(item).stream()
                .anyMatch(own -> own.service().equals(meant.service()) && meant.number() > own.number());
        return meant.day().orElse(notSentYet ? noticeDay.minusDays(1) : noticeDay);
    }

    private static LocalDate day(WireItem item) {
        if (item.getSequence() != null) {
            Optional<LocalDate> day = SequenceRef.of(
                            item.getSequence().getService().isBlank()
                                    ? new Sequence(
                                            "-",
                                            item.getSequence().getNumber(),
                                            item.getSequence().getProviderDay(),
                                            null)
                                    : item.getSequence())
                    .day();
            if (day.isPresent()) {
                return day.get();
            }
        }
        return Instant.ofEpochMilli(made(item)).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** When the item was made, clamped; when it was received, if it does not say. */
    private static long made(WireItem item) {
        long receivedAt = item.getReceivedAt().toEpochMilli();
        return item.getVersionCreated() == null
                ? receivedAt
                : Order.clamp(item.getVersionCreated().toEpochMilli(), receivedAt);
    }
}
