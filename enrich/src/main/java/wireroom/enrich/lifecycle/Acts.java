package wireroom.enrich.lifecycle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wireroom.article.ArticleId;
import wireroom.model.Action;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;

/** What a wire item does to other articles of its provider (R11): a function of the item alone. */
public final class Acts {
    /** Those that change whether an article may be used. */
    private static final Set<Action> DECISIVE = EnumSet.of(Action.KILL, Action.HOLD, Action.RELEASE, Action.DELETE);

    private Acts() {}

    /**
     * One act upon one article.
     *
     * @param target whom it is for, as said; has a uri, a sequence reference or a slugline
     * @param revision what it imposes
     */
    public record Act(Target target, Revision revision) {}

    /**
     * Whether an item only speaks about others: it is then no revision of an article of its own, and nobody sees it. A
     * replacement that kills what it replaces is an article all the same.
     */
    public static boolean isNotice(WireItem item) {
        if (item.getTargets().isEmpty()) {
            return false;
        }
        return (DECISIVE.contains(item.getAction()) || item.getAction() == Action.ADVISORY)
                && item.getTargets().stream()
                        .filter(target -> !isItself(item, target))
                        .anyMatch(target ->
                                action(item, target).filter(DECISIVE::contains).isPresent());
    }

    /** What it does to others; empty for nearly all items. */
    public static List<Act> of(WireItem item) {
        if (item.getTargets().isEmpty()) {
            return List.of();
        }
        List<Act> acts = new ArrayList<>();
        for (Target target : item.getTargets()) {
            if (!isItself(item, target)) {
                action(item, target).ifPresent(action -> acts.add(new Act(target, revision(item, target, action))));
            }
        }
        return acts;
    }

    private static boolean isItself(WireItem item, Target target) {
        return target.getUri() != null && item.getUri().equals(target.getUri().strip());
    }

    private static Optional<Action> action(WireItem item, Target target) {
        if (target.getUri() != null
                ? target.getUri().isBlank()
                : blank(target.getSequenceRef()) && blank(target.getSlugline())) {
            return Optional.empty();
        }
        if (target.getNewStatus() != null) {
            return Optional.of(
                    switch (target.getNewStatus()) {
                        case CANCELED -> Action.KILL;
                        case WITHHELD -> Action.HOLD;
                        case USABLE -> Action.RELEASE;
                    });
        }
        return switch (target.getRelation().toLowerCase(Locale.ROOT)) {
            case "kills", "cancels" -> Optional.of(Action.KILL);
            case "holds", "withholds" -> Optional.of(Action.HOLD);
            case "releases" -> Optional.of(Action.RELEASE);
            case "supersedes", "replaces", "updates" -> Optional.of(Action.UPDATE);
            case "corrects" -> Optional.of(Action.CORRECTION);
            // a text notice names whom it means in words, and what to do by being what it is
            default ->
                target.getUri() == null && DECISIVE.contains(item.getAction())
                        ? Optional.of(item.getAction())
                        : Optional.empty();
        };
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static Revision revision(WireItem item, Target target, Action action) {
        Evidence evidence = item.getActionEvidence();
        String by = new ArticleId(item.getProvider(), item.getUri()).toString();
        long receivedAt = item.getReceivedAt().toEpochMilli();
        return Revision.newBuilder()
                .setContent(identity(item, target, action, by))
                .setVersionCreated(
                        item.getVersionCreated() == null
                                ? null
                                : item.getVersionCreated().toEpochMilli())
                .setReceivedAt(receivedAt)
                .setSha256(item.getRaw().getSha256())
                .setSource(item.getOrigin().getSourceId())
                .setFormat(item.getFormat())
                .setAction(action.name())
                .setEvidence(Ground.newBuilder()
                        .setExplicit(evidence.getKind() == EvidenceKind.EXPLICIT)
                        .setRule(evidence.getRule())
                        .setStart(evidence.getStart())
                        .setEnd(evidence.getEnd())
                        .build())
                .setPubStatus(status(action).name())
                .setEmbargo(EmbargoKind.NONE.name())
                .setText(false)
                .setPartial(false)
                .setFuture(false)
                .setDeliveries(List.of(delivery(item)))
                .setBy(by)
                .build();
    }

    private static PubStatus status(Action action) {
        return switch (action) {
            case KILL, DELETE -> PubStatus.CANCELED;
            case HOLD -> PubStatus.WITHHELD;
            case RELEASE, NEW, UPDATE, CORRECTION, MANAGEMENT, ADVISORY -> PubStatus.USABLE;
        };
    }

    /** Equal for each delivery of the same notice, whatever its envelope. */
    private static String identity(WireItem item, Target target, Action action, String by) {
        return HexFormat.of()
                .formatHex(digest(String.join(
                        "\n",
                        by,
                        String.valueOf(item.getRevisionRaw()),
                        String.valueOf(item.getVersionCreated()),
                        action.name(),
                        String.valueOf(target.getUri()),
                        String.valueOf(target.getSequenceRef()),
                        String.valueOf(target.getSlugline()))));
    }

    private static long delivery(WireItem item) {
        return ByteBuffer.wrap(digest(item.getRaw().getSha256()
                        + '\n'
                        + item.getReceivedAt().toEpochMilli()
                        + '\n'
                        + item.getOrigin().getSourceId()
                        + '\n'
                        + item.getOrigin().getPlace()
                        + '\n'
                        + item.getOrigin().getIndex()))
                .getLong();
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
