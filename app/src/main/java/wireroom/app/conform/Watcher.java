package wireroom.app.conform;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import wireroom.enrich.Rehearsal;
import wireroom.enrich.Rehearsal.Standing;
import wireroom.enrich.lifecycle.Head;
import wireroom.model.Action;
import wireroom.model.PubStatus;

/** A reader who looks after each document, and notes what has changed for him. */
final class Watcher {
    private final ArrayNode events;
    private SortedMap<String, Standing> before = new TreeMap<>();

    Watcher(ArrayNode events) {
        this.events = events;
    }

    /** Looks at each end of an embargo up to an instant. @return the instant */
    Instant waitUntil(Rehearsal rehearsal, Instant until) {
        Optional<Instant> next = next(until);
        while (next.isPresent()) {
            look(rehearsal.at(next.get()), "at", next.get().toString());
            next = next(until);
        }
        return until;
    }

    private Optional<Instant> next(Instant until) {
        return before.values().stream()
                .map(standing -> standing.head().nextChange())
                .filter(Objects::nonNull)
                .filter(change -> !change.isAfter(until))
                .min(Comparator.naturalOrder());
    }

    /** @param what {@code document} or {@code at}, with its name or time */
    void look(SortedMap<String, Standing> now, String what, String name) {
        now.forEach((id, standing) -> {
            String event = event(before.get(id), standing);
            if (event != null) {
                events.addObject().put(what, name).put("article", id).put("event", event);
            }
        });
        before = now;
    }

    /** Null when a reader notices nothing. */
    private static String event(Standing old, Standing young) {
        Head head = young.head();
        boolean wasShown = old != null && old.head().shown();
        boolean wasDead = old != null && old.head().status() == PubStatus.CANCELED;
        if (head.status() == PubStatus.CANCELED) {
            return wasDead ? null : "killed";
        }
        if (!head.shown()) {
            boolean wasHeld = old != null && (old.head().held() || old.head().status() == PubStatus.WITHHELD);
            return head.held() || head.status() == PubStatus.WITHHELD ? wasHeld ? null : "held" : null;
        }
        if (wasDead) {
            return "revived";
        }
        if (!wasShown) {
            return old == null || !old.head().held() && old.head().status() == PubStatus.USABLE
                    ? "published"
                    : "released";
        }
        boolean same = Objects.equals(old.head().content(), head.content())
                && Objects.equals(old.head().version(), head.version());
        return same ? null : head.action() == Action.CORRECTION ? "corrected" : "updated";
    }
}
