package wireroom.enrich;

import java.util.List;
import wireroom.enrich.lifecycle.References.Reached;
import wireroom.model.Alarm;

/** What came of a reference. */
sealed interface Found {
    /** An act has found an article. */
    record Act(Reached reached) implements Found {}

    /** A person should look. */
    record Alarmed(Alarm alarm) implements Found {}

    default List<Reached> acts() {
        return this instanceof Act act ? List.of(act.reached()) : List.of();
    }

    default List<Alarm> alarms() {
        return this instanceof Alarmed alarmed ? List.of(alarmed.alarm()) : List.of();
    }
}
