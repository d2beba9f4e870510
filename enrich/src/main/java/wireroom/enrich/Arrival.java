package wireroom.enrich;

import wireroom.enrich.lifecycle.Revision;
import wireroom.model.WireItem;

/** Something that changes what is known of an article. */
sealed interface Arrival {
    /** @param item null when the record could not be read as one */
    record Told(WireItem item) implements Arrival {}

    /** What a notice does to it. */
    record Imposed(Revision act) implements Arrival {}

    static Arrival of(WireItem item) {
        return new Told(item);
    }

    static Arrival of(Revision act) {
        return new Imposed(act);
    }
}
