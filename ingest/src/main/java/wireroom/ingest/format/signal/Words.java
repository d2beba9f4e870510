package wireroom.ingest.format.signal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import wireroom.article.SequenceRef;

/**
 * A message as the text rules see it.
 *
 * @param passages in the order in which they are believed
 * @param alarmed whether the message itself rings: bells, flash or bulletin priority
 * @param services names of services that number their items here, lower case, e.g. {@code dpa}
 * @param own references of the message itself, which it never acts on
 * @param slugline its slugline; null when it has none
 * @param writtenAt when the message was made, else received: times without a date follow it
 * @param zone of times that name none
 */
public record Words(
        List<Passage> passages,
        boolean alarmed,
        Set<String> services,
        Set<SequenceRef> own,
        String slugline,
        Instant writtenAt,
        ZoneId zone) {
    public Words {
        passages = List.copyOf(passages);
        services = Set.copyOf(services);
        own = Set.copyOf(own);
    }

    /** Puts a message together. Not thread-safe. */
    public static final class Builder {
        private final List<Passage> passages = new ArrayList<>();
        private final Set<String> services = new HashSet<>();
        private final Set<SequenceRef> own = new HashSet<>();
        private final Instant writtenAt;
        private final ZoneId zone;
        private boolean alarmed;
        private String slugline;

        /**
         * @param writtenAt when the message was made, else received
         * @param zone of times that name none
         */
        public Builder(Instant writtenAt, ZoneId zone) {
            this.writtenAt = writtenAt;
            this.zone = zone;
        }

        /** Adds a passage; null and blank texts are none. */
        public Builder add(String field, Place place, String text) {
            if (text != null && !text.isBlank()) {
                passages.add(new Passage(field, place, text));
            }
            return this;
        }

        /** A service that numbers its items; null and blank are none. */
        public Builder service(String name) {
            if (name != null && !name.isBlank()) {
                services.add(name.strip().toLowerCase(Locale.ROOT));
            }
            return this;
        }

        /** A reference of the message itself; its service numbers its items here. */
        public Builder own(SequenceRef ref) {
            own.add(ref);
            return service(ref.service());
        }

        /** The message rings. */
        public Builder alarmed(boolean rings) {
            this.alarmed = rings;
            return this;
        }

        /** Its slugline, or null. */
        public Builder slugline(String label) {
            this.slugline = label;
            return this;
        }

        /** The message. */
        public Words build() {
            return new Words(passages, alarmed, services, own, slugline, writtenAt, zone);
        }
    }
}
