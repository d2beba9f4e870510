package wireroom.ingest.silence;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Alarm;

/**
 * Listens to the sources of this process and raises an alarm, once, when one is silent for too long; and takes it back
 * when it speaks again. What it has learnt and what it has raised is committed with the alarm, so that a restart neither
 * forgets nor repeats. Thread-safe.
 *
 * <p>Only time in which it listened counts: neither the time while ingest was down, asleep or without Kafka.
 */
public final class SilenceWatch {
    /** Part of the cursor of a source; no file and no feed has it, since their parts do not begin with a slash. */
    public static final String PART = "/silence";

    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
    private static final String KIND = "SOURCE_SILENT";
    /** Cursor field: when it had spoken last, as an alarm was raised. */
    private static final String RAISED = "raised";

    private final SilenceSettings settings;
    private final Clock clock;
    private final Map<String, Watched> sources = new ConcurrentHashMap<>();

    /** Where alarms of a source, and what is known of it, go. */
    public interface Desk {
        /**
         * Commits both together.
         *
         * @param cursor fields of the part {@link #PART}
         * @return fails when they are not committed; it is tried again
         */
        CompletableFuture<Void> publish(Optional<Alarm> alarm, Map<String, String> cursor);

        /** Why the source cannot be heard now, e.g. since Kafka is away; empty when it can. */
        Optional<String> trouble();
    }

    /** One source; its own lock guards it. */
    private static final class Watched {
        private final String id;
        private final String provider;
        private final Silence silence;
        private final Desk desk;
        private Rhythm rhythm;
        /** Time since it spoke last in which nobody listened. */
        private Duration missed = Duration.ZERO;

        private Instant looked;
        private Instant saved = Instant.MIN;
        /** When it had spoken last, as an alarm was raised; null while there is none. */
        private Instant raised;

        private boolean publishing;

        Watched(String id, String provider, Silence silence, Desk desk, Rhythm rhythm, Instant looked) {
            this.id = id;
            this.provider = provider;
            this.silence = silence;
            this.desk = desk;
            this.rhythm = rhythm;
            this.looked = looked;
        }

        Map<String, String> fields(Instant raisedThen) {
            Map<String, String> fields = new HashMap<>(rhythm.fields());
            fields.put("looked", looked.toString());
            fields.put("missed", missed.toString());
            if (raisedThen != null) {
                fields.put(RAISED, raisedThen.toString());
            }
            return fields;
        }
    }

    /** Watches nothing yet. */
    public SilenceWatch(SilenceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Listens to a source from now on, where its cursor says it was left.
     *
     * @param provider for the alarm
     * @param cursor fields of the part {@link #PART}; empty when it is new
     */
    public void add(String id, String provider, Silence silence, Map<String, String> cursor, Desk desk) {
        Instant now = clock.instant();
        Watched watched = new Watched(id, provider, silence, desk, Rhythm.of(cursor), now);
        try {
            if (watched.rhythm.last() != null && cursor.containsKey("looked")) {
                watched.looked = Instant.parse(cursor.get("looked"));
                watched.missed = Duration.parse(cursor.getOrDefault("missed", "PT0S"));
                watched.raised = cursor.containsKey(RAISED) ? Instant.parse(cursor.get(RAISED)) : null;
                watched.saved = watched.looked;
            }
        } catch (DateTimeException e) {
            LOG.debug("what was known of the silence of {} cannot be read and is learnt anew", id, e);
        }
        listen(watched, now, true);
        sources.put(id, watched);
    }

    /** Listens no longer: another process does. */
    public void remove(String id) {
        sources.remove(id);
    }

    /** It has brought something, and that is committed. */
    public void heard(String id) {
        Watched watched = sources.get(id);
        if (watched == null) {
            return;
        }
        Instant now = clock.instant();
        synchronized (watched) {
            // A machine that wakes may hear before it looks; what it slept is no silence to learn from.
            listen(watched, now, false);
            watched.rhythm = watched.rhythm.heard(now, watched.missed, settings);
            watched.missed = Duration.ZERO;
        }
    }

    /** Looks at all sources, and publishes what is to be told. To be called every {@link SilenceSettings#look}. */
    public void look() {
        Instant now = clock.instant();
        sources.values().forEach(watched -> look(watched, now));
    }

    /** Commits what is known now, before this process ends: the next one goes on there. */
    public void save() {
        Instant now = clock.instant();
        sources.values().forEach(watched -> {
            Map<String, String> fields;
            Instant raised;
            synchronized (watched) {
                boolean deaf = watched.desk.trouble().isPresent();
                listen(watched, now, deaf);
                if (watched.publishing
                        || deaf
                        || watched.rhythm.last() == null
                        || watched.silence instanceof Silence.Off) {
                    return;
                }
                watched.publishing = true;
                raised = watched.raised;
                fields = watched.fields(raised);
            }
            publish(watched, Optional.empty(), fields, raised, now);
        });
    }

    private void look(Watched watched, Instant now) {
        Optional<Alarm> alarm;
        Instant raised;
        Map<String, String> fields;
        synchronized (watched) {
            boolean deaf = watched.desk.trouble().isPresent();
            listen(watched, now, deaf);
            Instant last = watched.rhythm.last();
            if (watched.publishing || deaf || last == null) {
                return;
            }
            raised = watched.raised;
            alarm = Optional.empty();
            if (raised != null) {
                boolean off = watched.silence instanceof Silence.Off;
                if (off || last.isAfter(raised)) {
                    alarm = Optional.of(over(watched, raised, off ? "it is not watched any more" : "spoke again"));
                    raised = null;
                }
            } else {
                Duration silent = Duration.between(last, now).minus(watched.missed);
                Optional<Duration> patience = patience(watched, now).filter(p -> silent.compareTo(p) > 0);
                if (patience.isPresent()) {
                    alarm = Optional.of(silent(watched, silent, patience.get()));
                    raised = last;
                }
            }
            if (watched.silence instanceof Silence.Off && alarm.isEmpty()) {
                // What nobody asks for is not kept.
                return;
            }
            boolean due = !now.isBefore(watched.saved.equals(Instant.MIN) ? now : watched.saved.plus(settings.keep()));
            if (alarm.isEmpty() && !due) {
                return;
            }
            watched.publishing = true;
            fields = watched.fields(raised);
        }
        publish(watched, alarm, fields, raised, now);
    }

    private static void publish(
            Watched watched, Optional<Alarm> alarm, Map<String, String> fields, Instant raised, Instant now) {
        CompletableFuture<Void> committed;
        try {
            committed = watched.desk.publish(alarm, fields);
        } catch (RuntimeException e) {
            committed = CompletableFuture.failedFuture(e);
        }
        committed.whenComplete((done, failure) -> {
            synchronized (watched) {
                watched.publishing = false;
                if (failure == null) {
                    watched.raised = raised;
                    watched.saved = now;
                } else {
                    LOG.debug("the silence of {} is told at the next look", watched.id, failure);
                }
            }
        });
    }

    /** @param deaf it could not be heard since the last look */
    private void listen(Watched watched, Instant now, boolean deaf) {
        Duration since = Duration.between(watched.looked, now);
        // A machine that slept, or a process that was down, has heard nothing.
        if (since.isPositive() && (deaf || since.compareTo(settings.look().multipliedBy(2)) > 0)) {
            watched.missed = watched.missed.plus(since);
        }
        watched.looked = now;
    }

    private Optional<Duration> patience(Watched watched, Instant now) {
        return switch (watched.silence) {
            case Silence.Off off -> Optional.empty();
            case Silence.AtMost atMost -> Optional.of(atMost.patience());
            case Silence.Learnt learnt -> watched.rhythm.patience(now, settings);
        };
    }

    private static Alarm silent(Watched watched, Duration silent, Duration patience) {
        String why = watched.silence instanceof Silence.AtMost
                ? "its setting silence allows " + words(patience)
                : "by its own rhythm " + words(patience) + " would be long at this hour";
        return alarm(
                watched.id,
                watched.provider,
                watched.rhythm.last(),
                "has brought nothing for " + words(silent) + "; " + why,
                false);
    }

    private static Alarm over(Watched watched, Instant raised, String how) {
        return over(watched.id, watched.provider, watched.rhythm, raised, how);
    }

    private static Alarm over(String id, String provider, Rhythm rhythm, Instant raised, String how) {
        return alarm(id, provider, raised, how + ", last at " + rhythm.last(), true);
    }

    /**
     * Takes back the alarm of a source whose process will never do so itself.
     *
     * @param id as it was added there
     * @param cursor fields of its part, as that process has left them
     * @param how in words why it is over
     * @return empty when it has raised none
     */
    public static Optional<Alarm> takenBack(String id, String provider, Map<String, String> cursor, String how) {
        if (!cursor.containsKey(RAISED)) {
            return Optional.empty();
        }
        try {
            return Optional.of(over(id, provider, Rhythm.of(cursor), Instant.parse(cursor.get(RAISED)), how));
        } catch (DateTimeException e) {
            LOG.debug("when the silence of {} was told cannot be read", id, e);
            return Optional.empty();
        }
    }

    /** The fields without an alarm. */
    public static Map<String, String> quiet(Map<String, String> cursor) {
        Map<String, String> fields = new HashMap<>(cursor);
        fields.remove(RAISED);
        return fields;
    }

    private static Alarm alarm(String id, String provider, Instant since, String detail, boolean cleared) {
        return Alarm.newBuilder()
                .setKind(KIND)
                .setSubject(id)
                .setProvider(provider)
                .setEdition("")
                .setDetail(detail)
                .setMend("does it still send? see 'wireroom sources', then its folder, address or sender; if it is"
                        + " right so, give it silence: 2d or off in wireroom.yaml")
                .setSince(since)
                .setCleared(cleared)
                .build();
    }

    /** E.g. {@code 2 d 5 h}, {@code 3 h 20 min}. */
    private static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d" + (duration.toHoursPart() > 0 ? " " + duration.toHoursPart() + " h" : "");
        }
        return duration.toHours() > 0
                ? duration.toHours() + " h"
                        + (duration.toMinutesPart() > 0 ? " " + duration.toMinutesPart() + " min" : "")
                : duration.toMinutes() + " min";
    }
}
