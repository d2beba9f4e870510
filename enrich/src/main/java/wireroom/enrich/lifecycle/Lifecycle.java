package wireroom.enrich.lifecycle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import wireroom.model.Action;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.WireItem;

/**
 * The fold over the <em>set</em> of revisions of an article: any order, any repetition gives the same family, bit for
 * bit. Pure and thread-safe; what may be shown is decided apart, by {@link #decide}, for an instant.
 */
public final class Lifecycle {
    /** Revisions kept under each order: a live blog of a day; 2 × 256 notes of about 600 bytes stay below 400 KB. */
    static final int MAX_REVISIONS = 256;

    /** Texts kept under each order: one is shown, the others step in when a clamped date moves a revision down. */
    static final int MAX_TEXTS = 4;

    /** A text beyond the one shown is kept only up to this size, so that a family stays below 1 MiB. */
    static final int MAX_SPARE_TEXT = 32 * 1024;

    /** Acts of notices kept per article: a handful at most, unless a wire has gone mad. */
    static final int MAX_ACTS = 64;

    /** Deliveries counted per revision; a feed that resends for ever must not grow the state. */
    static final int MAX_DELIVERIES = 64;

    /** No notice can impose it, so it is free to say that an act went elsewhere. */
    private static final Action SETTLED = Action.MANAGEMENT;

    private static final Origin NOWHERE = Origin.newBuilder()
            .setSourceId("")
            .setChannel(wireroom.model.Channel.STDIN)
            .setPlace("")
            .setIndex(0)
            .build();
    private static final Raw NOTHING = Raw.newBuilder()
            .setBytes(ByteBuffer.allocate(0))
            .setSha256("")
            .setMediaType("")
            .build();

    private final ItemCodec codec;
    private final Set<String> reviving;

    /**
     * @param codec writes texts into the state
     * @param reviving providers whose articles may be issued again after a kill (R6)
     */
    public Lifecycle(ItemCodec codec, Set<String> reviving) {
        this.codec = codec;
        this.reviving = Set.copyOf(reviving);
    }

    /**
     * Adds one wire item to what is known of its article.
     *
     * @param family what was known; null at first
     */
    public Family fold(Family family, WireItem item) {
        return fold(family, item, 0);
    }

    /**
     * Adds one wire item to what is known of its article.
     *
     * @param family what was known; null at first
     * @param authority state of the authority that holds where the log has the item
     */
    public Family fold(Family family, WireItem item, long authority) {
        Revision delivered = Shallow.with(revision(item), "authority", authority);
        boolean unnumbered = Order.number(delivered) == null || family != null && family.getUnnumbered();
        return with(family, delivered, unnumbered, earliest(family, item));
    }

    /**
     * Adds what a notice does to the article (R11), whether or not anything else is known of it yet.
     *
     * @param family what was known; null at first
     * @param act of {@link Acts}
     */
    public Family impose(Family family, Revision act) {
        return with(
                family,
                act,
                family != null && family.getUnnumbered(),
                family == null ? null : family.getFirstCreated());
    }

    private static Family with(Family family, Revision delivered, boolean unnumbered, Long firstCreated) {
        List<Revision> revisions = new ArrayList<>();
        boolean found = false;
        for (Revision known : family == null ? List.<Revision>of() : family.getRevisions()) {
            if (known.getContent().equals(delivered.getContent())) {
                revisions.add(merge(known, delivered));
                found = true;
            } else {
                revisions.add(known);
            }
        }
        if (!found) {
            revisions.add(delivered);
        }
        List<Revision> kept = keep(revisions);
        return Family.newBuilder()
                .setRevisions(withTexts(Order.arrange(kept, unnumbered)))
                .setUnnumbered(unnumbered)
                .setCut(kept.size() < revisions.size() || family != null && family.getCut())
                .setKilled(Rules.kills(delivered) || family != null && family.getKilled())
                .setFirstCreated(firstCreated)
                .build();
    }

    /** Whether the article itself is known, not only what notices do to it. */
    public static boolean isKnown(Family family) {
        return family != null && family.getRevisions().stream().anyMatch(Rules::own);
    }

    /** The earliest act on an article that nobody knows, by any of its names; null when there is none. */
    public static Revision missing(Family family) {
        return isKnown(family) || family.getRevisions().stream().anyMatch(Lifecycle::settles)
                ? null
                : family.getRevisions().stream()
                        .min(Comparator.comparingLong(Revision::getReceivedAt).thenComparing(Revision::getContent))
                        .orElse(null);
    }

    /** Tells the family that a uri seemed to name that an act has reached the one who bears it as an alias. */
    static Revision settled(Revision act, String bearer) {
        Revision settled = Shallow.copy(act, new Revision());
        Shallow.with(
                settled,
                "content",
                hex(sha256((bearer + '\n' + act.getContent()).getBytes(StandardCharsets.UTF_8), 0)));
        Shallow.with(settled, "action", SETTLED.name());
        Shallow.with(settled, "pubStatus", PubStatus.USABLE.name());
        return Shallow.with(settled, "by", bearer);
    }

    private static boolean settles(Revision act) {
        return act.getBy() != null && act.getAction().equals(SETTLED.name());
    }

    /**
     * What may be shown.
     *
     * @param provider provider of the article
     * @param now the instant asked about
     * @param killedAt when the kill ledger says that it was killed; null when the ledger does not know it
     */
    public Head decide(String provider, Family family, Instant now, Instant killedAt) {
        return Rules.decide(family, now, killedAt, reviving.contains(provider));
    }

    /**
     * The wire item to enrich: the head's, with the body of an earlier revision when the head leaves it out on purpose.
     *
     * @throws java.util.NoSuchElementException when no text may be shown at all
     */
    public WireItem text(Family family) {
        Rules.Text text = Rules.text(family).orElseThrow();
        WireItem item = codec.read(text.says().getItem().duplicate());
        if (text.isWhole()) {
            return item;
        }
        WireItem body = codec.read(text.body().getItem().duplicate());
        Shallow.with(item, "bodyHtml", body.getBodyHtml());
        return Shallow.with(item, "bodyText", body.getBodyText());
    }

    /**
     * The state of the authority that the text is linked by: that of the head, wherever a body comes from.
     *
     * @throws java.util.NoSuchElementException when no text may be shown at all
     */
    public static long authority(Family family) {
        return Rules.text(family).orElseThrow().says().getAuthority();
    }

    private Revision revision(WireItem item) {
        long receivedAt = item.getReceivedAt().toEpochMilli();
        byte[] bytes = codec.write(bare(item));
        return Revision.newBuilder()
                .setContent(hex(sha256(bytes, codec.header())))
                .setVersion(item.getRevisionRaw())
                .setVersionCreated(millis(item.getVersionCreated()))
                .setTransmittedAt(millis(item.getTransmittedAt()))
                .setSequence(
                        item.getSequence() == null ? null : item.getSequence().getNumber())
                .setReceivedAt(receivedAt)
                .setSha256(item.getRaw().getSha256())
                .setSource(item.getOrigin().getSourceId())
                .setFormat(item.getFormat())
                .setAction(item.getAction().name())
                .setEvidence(ground(item.getActionEvidence()))
                .setPubStatus(item.getPubStatus().name())
                .setEmbargo(item.getEmbargo().getKind().name())
                .setEmbargoUntil(millis(item.getEmbargo().getUntil()))
                .setEmbargoEvidence(ground(item.getEmbargo().getEvidence()))
                .setExpires(millis(item.getExpires()))
                .setText(saysText(item))
                .setPartial(item.getPartial())
                .setMayRevive(item.getMayRevive())
                .setFuture(claims(item).anyMatch(claim -> Order.ahead(claim, receivedAt)))
                .setDeliveries(List.of(delivery(item)))
                .setItem(saysText(item) ? ByteBuffer.wrap(bytes) : null)
                .build();
    }

    /** Without what differs between two deliveries of the same thing, and without the verbatim bytes. */
    private static WireItem bare(WireItem item) {
        WireItem bare = Shallow.copy(item, new WireItem());
        Shallow.with(bare, "receivedAt", Instant.EPOCH);
        Shallow.with(bare, "transmittedAt", null);
        Shallow.with(bare, "mayRevive", false);
        Shallow.with(bare, "sequence", null);
        Shallow.with(bare, "origin", NOWHERE);
        return Shallow.with(bare, "raw", NOTHING);
    }

    private static boolean saysText(WireItem item) {
        boolean body = !blank(item.getBodyText()) || !blank(item.getBodyHtml());
        return switch (item.getAction()) {
            // R7, R8 and 'metadata only': a notice without a body never empties an article.
            case HOLD, RELEASE -> body;
            case KILL, MANAGEMENT, DELETE -> false;
            case NEW, UPDATE, CORRECTION, ADVISORY ->
                item.getPubStatus() != PubStatus.CANCELED
                        && (item.getPubStatus() == PubStatus.USABLE || body)
                        && (body || !blank(item.getHeadline()) || !blank(item.getSummary()));
        };
    }

    /** Two deliveries of one revision: the first by receipt speaks for it. */
    static Revision merge(Revision known, Revision delivered) {
        Revision first = FIRST_DELIVERY.compare(known, delivered) <= 0 ? known : delivered;
        List<Long> deliveries = Stream.of(known, delivered)
                .flatMap(r -> r.getDeliveries().stream())
                .distinct()
                .sorted()
                .limit(MAX_DELIVERIES)
                .toList();
        Revision merged = Shallow.copy(first, new Revision());
        Shallow.with(merged, "future", known.getFuture() || delivered.getFuture());
        Shallow.with(merged, "mayRevive", known.getMayRevive() || delivered.getMayRevive());
        Shallow.with(merged, "deliveries", deliveries);
        Shallow.with(merged, "authority", Math.min(known.getAuthority(), delivered.getAuthority()));
        return Shallow.with(merged, "item", delivered.getItem());
    }

    private static final Comparator<Long> TIME = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Revision> FIRST_DELIVERY = Comparator.comparingLong(Revision::getReceivedAt)
            .thenComparing(Revision::getSha256)
            .thenComparing(Revision::getSource)
            .thenComparing(Revision::getTransmittedAt, TIME)
            .thenComparing(Revision::getSequence, TIME);

    /** The highest under either order, since a revision without a number may still change which one holds. */
    private static List<Revision> keep(List<Revision> revisions) {
        if (revisions.size() <= MAX_ACTS) {
            return new ArrayList<>(revisions);
        }
        Set<String> kept = highest(revisions.stream().filter(Rules::own).toList(), MAX_REVISIONS);
        kept.addAll(highest(revisions.stream().filter(r -> !Rules.own(r)).toList(), MAX_ACTS));
        return new ArrayList<>(
                revisions.stream().filter(r -> kept.contains(r.getContent())).toList());
    }

    private static List<Revision> withTexts(List<Revision> revisions) {
        List<Revision> texts = revisions.stream().filter(Revision::getText).toList();
        if (texts.size() <= 1) {
            return revisions;
        }
        List<Revision> whole = texts.stream().filter(r -> !r.getPartial()).toList();
        Set<String> kept = highest(texts, MAX_TEXTS);
        kept.addAll(highest(whole, MAX_TEXTS));
        Set<String> shown = highest(texts, 1);
        shown.addAll(highest(whole, 1));
        return revisions.stream()
                .map(r -> r.getItem() == null
                                || shown.contains(r.getContent())
                                || kept.contains(r.getContent()) && r.getItem().remaining() <= MAX_SPARE_TEXT
                        ? r
                        : Shallow.with(Shallow.copy(r, new Revision()), "item", null))
                .toList();
    }

    private static Set<String> highest(List<Revision> revisions, int number) {
        Set<String> contents = new HashSet<>();
        for (Comparator<Revision> order : List.of(Order.NUMBERED, Order.TIMED)) {
            revisions.stream().sorted(order.reversed()).limit(number).forEach(r -> contents.add(r.getContent()));
        }
        return contents;
    }

    private static Long earliest(Family family, WireItem item) {
        long receivedAt = item.getReceivedAt().toEpochMilli();
        LongStream claims = Stream.of(item.getFirstCreated(), item.getVersionCreated())
                .filter(Objects::nonNull)
                .mapToLong(claim -> Order.clamp(claim.toEpochMilli(), receivedAt));
        Long known = family == null ? null : family.getFirstCreated();
        LongStream all = known == null ? claims : LongStream.concat(claims, LongStream.of(known));
        return all.boxed().min(Comparator.naturalOrder()).orElse(null);
    }

    private static Stream<Long> claims(WireItem item) {
        return Stream.of(
                        item.getVersionCreated(),
                        item.getFirstCreated(),
                        item.getContentCreated(),
                        item.getTransmittedAt())
                .filter(Objects::nonNull)
                .map(Instant::toEpochMilli);
    }

    private static long delivery(WireItem item) {
        Origin origin = item.getOrigin();
        String text = String.join(
                "\n",
                item.getRaw().getSha256(),
                Long.toString(item.getReceivedAt().toEpochMilli()),
                origin.getSourceId(),
                origin.getPlace(),
                Integer.toString(origin.getIndex()));
        return ByteBuffer.wrap(sha256(text.getBytes(StandardCharsets.UTF_8), 0)).getLong();
    }

    private static Ground ground(Evidence evidence) {
        return evidence == null
                ? null
                : Ground.newBuilder()
                        .setExplicit(evidence.getKind() == EvidenceKind.EXPLICIT)
                        .setRule(evidence.getRule())
                        .setStart(evidence.getStart())
                        .setEnd(evidence.getEnd())
                        .build();
    }

    private static Long millis(Instant instant) {
        return instant == null ? null : Long.valueOf(instant.toEpochMilli());
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static byte[] sha256(byte[] bytes, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, bytes.length - from);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
