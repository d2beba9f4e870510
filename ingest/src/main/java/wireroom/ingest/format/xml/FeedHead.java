package wireroom.ingest.format.xml;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Plain;

/** What the head of an RSS or Atom feed says about how it wants to be read. */
public final class FeedHead {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/";
    private static final String HISTORY = "http://purl.org/syndication/history/1.0";

    private FeedHead() {}

    /** @param root the root element without its items */
    public static FeedHints hints(XmlElement root) {
        XmlElement channel = channel(root);
        List<XmlElement> all = new ArrayList<>(channel.children());
        if (channel != root) {
            all.addAll(root.children());
        }
        Set<Integer> hours = new TreeSet<>();
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<String> hubs = new ArrayList<>();
        Duration every = null;
        String self = null;
        String next = null;
        String archive = null;
        boolean expired = false;
        for (XmlElement e : all) {
            String name = e.name().toLowerCase(Locale.ROOT);
            if (name.equals("ttl")) {
                every = every == null
                        ? number(e.text()).map(Duration::ofMinutes).orElse(null)
                        : every;
            } else if (name.equals("skiphours")) {
                // 0.91 counted from 1 to 24.
                e.children()
                        .forEach(h -> number(h.text()).filter(n -> n <= 24).ifPresent(n -> hours.add((int) (n % 24))));
            } else if (name.equals("skipdays")) {
                e.children().forEach(d -> day(d.text()).ifPresent(days::add));
            } else if (e.is(HISTORY, "archive")) {
                expired = true;
            } else if (e.is(ATOM, "link")) {
                String href = Plain.identifier(e.attribute("href"));
                switch (e.attribute("rel") == null ? "" : e.attribute("rel")) {
                    case "self" -> self = self == null ? href : self;
                    case "next" -> next = next == null ? href : next;
                    case "prev-archive" -> archive = archive == null ? href : archive;
                    case "hub" -> hubs.add(href);
                    default -> {
                        // Other relations say nothing about reading.
                    }
                }
            }
        }
        hubs.removeIf(hub -> hub == null);
        return new FeedHints(
                Optional.ofNullable(every).or(() -> syndication(all)),
                hours,
                days,
                Optional.ofNullable(self),
                Optional.ofNullable(next),
                Optional.ofNullable(archive),
                hubs,
                expired);
    }

    /** The channel of an RSS feed; of any other the root. */
    public static XmlElement channel(XmlElement root) {
        for (XmlElement child : root.children()) {
            if (child.name().equals("channel")) {
                return child;
            }
        }
        return root;
    }

    /** RSS 1.0's module: so many times in a period, daily and once when not said. */
    private static Optional<Duration> syndication(List<XmlElement> head) {
        Optional<String> period = text(head, "updatePeriod");
        Optional<String> frequency = text(head, "updateFrequency");
        if (period.isEmpty() && frequency.isEmpty()) {
            return Optional.empty();
        }
        Duration whole = switch (period.orElse("daily").strip().toLowerCase(Locale.ROOT)) {
            case "hourly" -> Duration.ofHours(1);
            case "weekly" -> Duration.ofDays(7);
            case "monthly" -> Duration.ofDays(30);
            case "yearly" -> Duration.ofDays(365);
            default -> Duration.ofDays(1);
        };
        long times = Math.max(1, frequency.flatMap(FeedHead::number).orElse(1L));
        return Optional.of(whole.dividedBy(times));
    }

    private static Optional<String> text(List<XmlElement> head, String name) {
        return head.stream()
                .filter(e -> e.is(SYNDICATION, name))
                .map(XmlElement::text)
                .findFirst();
    }

    private static Optional<Long> number(String raw) {
        String digits = raw.strip();
        return digits.matches("\\d{1,9}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    private static Optional<DayOfWeek> day(String raw) {
        String name = raw.strip().toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.length() >= 3 && day.name().startsWith(name)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }
}
