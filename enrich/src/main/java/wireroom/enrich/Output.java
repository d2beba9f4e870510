package wireroom.enrich;

import java.util.List;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.model.Alarm;
import wireroom.model.Article;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.RejectedItem;

/** One thing that leaves the per-article part; each kind has its own stream. */
sealed interface Output {
    record Enriched(Article article) implements Output {}

    record Held(Hold hold) implements Output {}

    record Killed(Kill kill) implements Output {}

    record Refused(RejectedItem item) implements Output {}

    record Alarmed(Alarm alarm) implements Output {}

    record Fingerprinted(Fingerprint fingerprint) implements Output {}

    default List<Article> articles() {
        return this instanceof Enriched e ? List.of(e.article()) : List.of();
    }

    default List<Hold> holds() {
        return this instanceof Held h ? List.of(h.hold()) : List.of();
    }

    default List<Kill> kills() {
        return this instanceof Killed k ? List.of(k.kill()) : List.of();
    }

    default List<RejectedItem> rejects() {
        return this instanceof Refused r ? List.of(r.item()) : List.of();
    }

    default List<Alarm> alarms() {
        return this instanceof Alarmed a ? List.of(a.alarm()) : List.of();
    }

    default List<Fingerprint> fingerprints() {
        return this instanceof Fingerprinted f ? List.of(f.fingerprint()) : List.of();
    }
}
