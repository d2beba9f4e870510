package wireroom.enrich.lifecycle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import wireroom.model.Action;
import wireroom.model.AltId;
import wireroom.model.Channel;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.Sequence;
import wireroom.model.Target;
import wireroom.model.WireItem;

/** Builds the wire items of the tests: one article, told again and again. */
public final class Item {
    /** Noon of the day on which all tests play. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final WireItem.Builder item;

    private Item(String uri) {
        item = WireItem.newBuilder()
                .setProvider("example.wire")
                .setUri(uri)
                .setReceivedAt(NOON)
                .setVersionCreated(NOON)
                .setAction(Action.NEW)
                .setActionEvidence(evidence("new"))
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(embargo(EmbargoKind.NONE, null))
                .setHeadline("Quake hits Lima")
                .setBodyText("A strong earthquake shook Lima on Sunday, officials said.")
                .setLanguage("en")
                .setFormat("ninjs-3")
                .setRaw(Raw.newBuilder()
                        .setBytes(ByteBuffer.allocate(0))
                        .setSha256("")
                        .setMediaType("application/json")
                        .build())
                .setOrigin(Origin.newBuilder()
                        .setSourceId("tests")
                        .setChannel(Channel.FOLDER)
                        .setPlace("quake.json")
                        .setIndex(0)
                        .build());
    }

    public static Item of(String uri) {
        return new Item(uri);
    }

    public static Item quake() {
        return new Item("quake-lima");
    }

    /** A kill without a word of text. */
    public static Item kill(String uri) {
        return new Item(uri)
                .action(Action.KILL)
                .status(PubStatus.CANCELED)
                .headline(null)
                .body(null);
    }

    public Item version(String version) {
        item.setRevisionRaw(version);
        return this;
    }

    /** Made and received at this many minutes after noon. */
    public Item minute(long minute) {
        return created(minute).received(minute);
    }

    public Item created(long minute) {
        item.setVersionCreated(NOON.plus(Duration.ofMinutes(minute)));
        return this;
    }

    /** Does not say when it was made. */
    public Item uncreated() {
        item.setVersionCreated(null);
        return this;
    }

    public Item received(long minute) {
        item.setReceivedAt(NOON.plus(Duration.ofMinutes(minute)));
        return this;
    }

    public Item firstCreated(long minute) {
        item.setFirstCreated(NOON.plus(Duration.ofMinutes(minute)));
        return this;
    }

    public Item headline(String headline) {
        item.setHeadline(headline);
        return this;
    }

    public Item body(String body) {
        item.setBodyText(body);
        return this;
    }

    public Item language(String language) {
        item.setLanguage(language);
        return this;
    }

    public Item provider(String provider) {
        item.setProvider(provider);
        return this;
    }

    public Item partial() {
        item.setPartial(true).setBodyText(null);
        return this;
    }

    public Item action(Action action) {
        item.setAction(action).setActionEvidence(evidence(action.name()));
        return this;
    }

    public Item status(PubStatus status) {
        item.setPubStatus(status);
        return this;
    }

    public Item embargoedUntil(long minute) {
        item.setEmbargo(embargo(EmbargoKind.UNTIL, NOON.plus(Duration.ofMinutes(minute))));
        return this;
    }

    public Item embargoedOpenEnd() {
        item.setEmbargo(embargo(EmbargoKind.OPEN, null));
        return this;
    }

    /** Has this number on the wire, on the day on which all tests play. */
    public Item numbered(String service, long number) {
        return numbered(service, number, "2026-03-01");
    }

    public Item numbered(String service, long number, String day) {
        item.setSequence(new Sequence(service, number, day, null));
        return this;
    }

    /** Is known by another id as well. */
    public Item alias(String role, String value) {
        List<AltId> ids = item.hasAltIds() ? new ArrayList<>(item.getAltIds()) : new ArrayList<>();
        ids.add(new AltId(role, value));
        item.setAltIds(ids);
        return this;
    }

    /** Acts on another article by its uri. */
    public Item on(String uri, String relation, PubStatus newStatus) {
        return on(new Target(uri, null, null, relation, newStatus));
    }

    /** Acts on another article by its number on the wire. */
    public Item onNumber(String reference, String relation) {
        return on(new Target(null, reference, null, relation, null));
    }

    /** Acts on another article by its slugline. */
    public Item onSlug(String slugline, String relation) {
        return on(new Target(null, null, slugline, relation, null));
    }

    public Item slugline(String slugline) {
        item.setSlugline(slugline);
        return this;
    }

    private Item on(Target target) {
        List<Target> targets = item.hasTargets() ? new ArrayList<>(item.getTargets()) : new ArrayList<>();
        targets.add(target);
        item.setTargets(targets);
        return this;
    }

    public Item from(String source) {
        item.setOrigin(Origin.newBuilder(item.getOrigin()).setSourceId(source).build());
        return this;
    }

    public WireItem build() {
        WireItem built = WireItem.newBuilder(item).build();
        byte[] bytes = (built.getUri()
                        + built.getRevisionRaw()
                        + built.getVersionCreated()
                        + built.getAction()
                        + built.getPubStatus()
                        + built.getEmbargo()
                        + built.getHeadline()
                        + built.getBodyText()
                        + built.getTargets()
                        + built.getSequence())
                .getBytes(StandardCharsets.UTF_8);
        return WireItem.newBuilder(built)
                .setRaw(Raw.newBuilder(built.getRaw())
                        .setBytes(ByteBuffer.wrap(bytes))
                        .setSha256(sha256(bytes))
                        .build())
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Evidence evidence(String rule) {
        return Evidence.newBuilder()
                .setKind(EvidenceKind.EXPLICIT)
                .setRule(rule)
                .build();
    }

    private static Embargo embargo(EmbargoKind kind, Instant until) {
        return Embargo.newBuilder().setKind(kind).setUntil(until).build();
    }
}
