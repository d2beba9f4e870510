package wireroom.enrich.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wireroom.model.Action;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;

/** What follows from a family: head, status, embargo, text, anomalies. All of it looks at the set, never at arrival. */
final class Rules {
    /** The revision whose words are shown, and the one that has the body: the same unless the former is partial. */
    record Text(Revision says, Revision body) {
        boolean isWhole() {
            return says.getContent().equals(body.getContent());
        }
    }

    private Rules() {}

    static Head decide(Family family, Instant now, Instant killedAt, boolean mayRevive) {
        List<Revision> revisions = family.getRevisions();
        List<Revision> own = own(revisions);
        Optional<Revision> kill = last(revisions.stream().filter(Rules::kills).toList());
        Revision top = top(own);
        boolean afterKill = kill.isPresent() ? usableAfter(revisions, kill.get()) : usableSince(top, killedAt);
        boolean dead = family.getKilled() || killedAt != null;
        boolean allowed = mayRevive || revisions.stream().anyMatch(Revision::getMayRevive);
        boolean killed = dead && !(allowed && afterKill);
        Optional<Revision> deletion =
                last(revisions.stream().filter(r -> is(r, Action.DELETE)).toList());
        boolean deleted = deletion.isPresent() && !lifted(revisions);
        boolean canceled = killed || deleted;
        boolean revived = !canceled && (dead || deletion.isPresent());

        Revision bearing = bearing(revisions, top);
        Revision head = killed ? kill.orElse(top) : deleted ? deletion.get() : bearing;
        // A notice decides about the article, and is not the article.
        Revision said = own(head) ? head : top;
        boolean opened = is(bearing, Action.RELEASE)
                && !own(bearing)
                && said.getEmbargo().equals(EmbargoKind.OPEN.name());
        Embargo embargo =
                opened ? Embargo.newBuilder().setKind(EmbargoKind.NONE).build() : embargo(said);
        boolean held = !canceled && !opened && inForce(said, now.toEpochMilli());
        PubStatus status = canceled ? PubStatus.CANCELED : withheld(bearing) ? PubStatus.WITHHELD : PubStatus.USABLE;
        String content = status == PubStatus.USABLE && !held
                ? text(family).map(Rules::identity).orElse(null)
                : null;
        return new Head(
                said.getVersion(),
                status,
                embargo,
                held,
                held ? embargo.getUntil() : null,
                Action.valueOf(head.getAction()),
                evidence(head.getEvidence()),
                head.getBy(),
                revived,
                killed,
                killed && !family.getKilled(),
                content,
                said.getSource(),
                said.getFormat(),
                instant(family.getFirstCreated()),
                instant(Order.created(head)),
                Instant.ofEpochMilli(head.getReceivedAt()),
                instant(said.getExpires()),
                notes(revisions, head),
                anomalies(family, own, killed && afterKill));
    }

    /** Of the article itself, not imposed by a notice. */
    static boolean own(Revision revision) {
        return revision.getBy() == null;
    }

    private static List<Revision> own(List<Revision> revisions) {
        return revisions.stream().allMatch(Rules::own)
                ? revisions
                : revisions.stream().filter(Rules::own).toList();
    }

    /** The last word on whether it may be used: that of the article itself, or of a later notice. */
    private static Revision bearing(List<Revision> revisions, Revision top) {
        return last(revisions.subList(revisions.indexOf(top), revisions.size()).stream()
                        .filter(r -> !own(r) && (is(r, Action.HOLD) || is(r, Action.RELEASE)))
                        .toList())
                .orElse(top);
    }

    /** The text that the family reads, whether or not it may be shown; empty when there is none. */
    static Optional<Text> text(Family family) {
        List<Revision> texts = speaking(own(family.getRevisions())).stream()
                .filter(r -> r.getText() && r.getItem() != null)
                .toList();
        return last(texts)
                .map(says -> new Text(
                        says,
                        says.getPartial()
                                ? last(texts.stream()
                                                .filter(r -> !r.getPartial())
                                                .toList())
                                        .orElse(says)
                                : says));
    }

    private static String identity(Text text) {
        return text.isWhole()
                ? text.says().getContent()
                : text.says().getContent() + '+' + text.body().getContent();
    }

    /** KILL, or canceled in any way but a feed's deletion, which a later entry lifts: {@link #lifted}. */
    static boolean kills(Revision revision) {
        return is(revision, Action.KILL)
                || revision.getPubStatus().equals(PubStatus.CANCELED.name()) && !is(revision, Action.DELETE);
    }

    private static boolean withheld(Revision head) {
        return is(head, Action.HOLD)
                || head.getPubStatus().equals(PubStatus.WITHHELD.name()) && !is(head, Action.RELEASE);
    }

    /** Advisories speak to editors about an article; they are the article only when there is nothing else. */
    private static List<Revision> speaking(List<Revision> revisions) {
        List<Revision> others =
                revisions.stream().filter(r -> !is(r, Action.ADVISORY)).toList();
        return others.isEmpty() ? revisions : others;
    }

    private static Revision top(List<Revision> revisions) {
        return speaking(revisions).getLast();
    }

    private static boolean usableAfter(List<Revision> revisions, Revision kill) {
        return revisions.subList(revisions.indexOf(kill) + 1, revisions.size()).stream()
                .anyMatch(Rules::usable);
    }

    /** Only the ledger knows the kill: there is no order to compare, so receipt decides. */
    private static boolean usableSince(Revision top, Instant killedAt) {
        return killedAt != null && usable(top) && top.getReceivedAt() > killedAt.toEpochMilli();
    }

    /** RFC 6721, section 3: an entry made after the deletion takes its place. One of the same instant does not. */
    private static boolean lifted(List<Revision> revisions) {
        for (int i = revisions.size() - 1; i >= 0; i--) {
            Revision revision = revisions.get(i);
            if (is(revision, Action.DELETE)) {
                return false;
            }
            if (usable(revision)) {
                return revisions.stream().filter(r -> is(r, Action.DELETE)).allMatch(r -> isAfter(revision, r));
            }
        }
        return false;
    }

    /** Asked of revisions that stand below in the order; a deletion without a time counts from its receipt. */
    private static boolean isAfter(Revision revision, Revision deletion) {
        Long deleted = Order.created(deletion);
        if (deleted == null) {
            return revision.getReceivedAt() > deletion.getReceivedAt();
        }
        Long created = Order.created(revision);
        return created != null && created > deleted;
    }

    private static boolean usable(Revision revision) {
        return revision.getText() && !withheld(revision) && !kills(revision);
    }

    private static boolean inForce(Revision revision, long at) {
        return switch (EmbargoKind.valueOf(revision.getEmbargo())) {
            case NONE -> false;
            case OPEN -> true;
            // Without an end it is open, whatever it calls itself.
            case UNTIL -> revision.getEmbargoUntil() == null || revision.getEmbargoUntil() > at;
        };
    }

    private static List<String> anomalies(Family family, List<Revision> revisions, boolean usableAfterKill) {
        List<String> found = new ArrayList<>();
        if (numbersAndTimesDisagree(revisions)) {
            found.add("VERSION_ANOMALY");
        }
        if (conflict(revisions)) {
            found.add("REVISION_CONFLICT");
        }
        if (late(revisions)) {
            found.add("LATE_REVISION");
        }
        if (revisions.stream().anyMatch(Revision::getFuture)) {
            found.add("FUTURE_DATE");
        }
        if (leakRisk(revisions)) {
            found.add("LEAK_RISK");
        }
        if (usableAfterKill) {
            found.add("USABLE_AFTER_KILL");
        }
        if (family.getCut()) {
            found.add("HISTORY_CUT");
        }
        if (imposed(family, Action.UPDATE)) {
            found.add("SUPERSEDED");
        }
        if (imposed(family, Action.CORRECTION)) {
            found.add("CORRECTED_ELSEWHERE");
        }
        return found;
    }

    private static boolean imposed(Family family, Action action) {
        return family.getRevisions().stream().anyMatch(r -> !own(r) && is(r, action));
    }

    private static boolean numbersAndTimesDisagree(List<Revision> revisions) {
        long latest = Long.MIN_VALUE;
        for (Revision revision : revisions.stream()
                .filter(r -> Order.number(r) != null && Order.created(r) != null)
                .sorted(Order.NUMBERED)
                .toList()) {
            long created = Order.created(revision);
            if (created < latest) {
                return true;
            }
            latest = created;
        }
        return false;
    }

    /** R4: one version, two contents. */
    private static boolean conflict(List<Revision> revisions) {
        Set<Object> versions = new HashSet<>();
        return revisions.stream()
                .filter(r -> r.getVersion() != null)
                .map(r -> Order.number(r) == null ? r.getVersion() : Order.number(r))
                .anyMatch(version -> !versions.add(version));
    }

    /** R5: received after a higher one. */
    private static boolean late(List<Revision> revisions) {
        long higher = Long.MAX_VALUE;
        for (Revision revision : revisions.reversed()) {
            if (revision.getReceivedAt() > higher) {
                return true;
            }
            higher = Math.min(higher, revision.getReceivedAt());
        }
        return false;
    }

    /** R9: an embargo came when an earlier revision could already have gone out. */
    private static boolean leakRisk(List<Revision> revisions) {
        long out = Long.MAX_VALUE;
        for (Revision revision : revisions) {
            if (inForce(revision, revision.getReceivedAt()) && out < revision.getReceivedAt()) {
                return true;
            }
            if (usable(revision)) {
                out = Math.min(out, mayGoOut(revision));
            }
        }
        return false;
    }

    private static long mayGoOut(Revision revision) {
        return switch (EmbargoKind.valueOf(revision.getEmbargo())) {
            case NONE -> revision.getReceivedAt();
            case OPEN -> Long.MAX_VALUE;
            case UNTIL ->
                revision.getEmbargoUntil() == null
                        ? Long.MAX_VALUE
                        : Math.max(revision.getEmbargoUntil(), revision.getReceivedAt());
        };
    }

    private static List<RevisionNote> notes(List<Revision> revisions, Revision head) {
        return revisions.stream()
                .filter(r -> own(r) || !is(r, Action.MANAGEMENT))
                .map(r -> RevisionNote.newBuilder()
                        .setVersion(r.getVersion())
                        .setVersionCreated(instant(Order.created(r)))
                        .setAction(Action.valueOf(r.getAction()))
                        .setPubStatus(PubStatus.valueOf(r.getPubStatus()))
                        .setSha256(r.getSha256())
                        .setDeliveries(r.getDeliveries().size())
                        .setHead(r.getContent().equals(head.getContent()))
                        .setBy(r.getBy())
                        .build())
                .toList();
    }

    private static Embargo embargo(Revision head) {
        return Embargo.newBuilder()
                .setKind(EmbargoKind.valueOf(head.getEmbargo()))
                .setUntil(instant(head.getEmbargoUntil()))
                .setEvidence(evidence(head.getEmbargoEvidence()))
                .build();
    }

    private static Evidence evidence(Ground ground) {
        return ground == null
                ? null
                : Evidence.newBuilder()
                        .setKind(ground.getExplicit() ? EvidenceKind.EXPLICIT : EvidenceKind.INFERRED)
                        .setRule(ground.getRule())
                        .setStart(ground.getStart())
                        .setEnd(ground.getEnd())
                        .build();
    }

    private static Optional<Revision> last(List<Revision> revisions) {
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.getLast());
    }

    private static boolean is(Revision revision, Action action) {
        return revision.getAction().equals(action.name());
    }

    private static Instant instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
