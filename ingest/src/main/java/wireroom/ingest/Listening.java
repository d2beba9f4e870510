package wireroom.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.ingest.publish.CursorLog;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Publisher;
import wireroom.ingest.silence.Silence;
import wireroom.ingest.silence.SilenceWatch;
import wireroom.model.Alarm;
import wireroom.model.Channel;
import wireroom.model.Cursor;
import wireroom.model.Origin;
import wireroom.model.WireItem;

/**
 * Tells the watch for silence which sources this process has, and when they speak; and publishes what it says through
 * the publisher of the source. A folder or feed is listened to by its owner; who pushes, by each process for itself,
 * under the name {@code <source>@<process>}, since which process he comes to is decided outside.
 */
final class Listening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    /** One to look, and one that reads what other processes have left meanwhile. */
    private static final int THREADS = 2;

    private final IngestConfig config;
    private final Intake intake;
    private final Publisher ownPublisher;
    private final SilenceWatch watch;
    /** Names of those who push. */
    private final Set<String> senders = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor clockwork;

    /** @param ownPublisher for what is pushed to this process */
    Listening(IngestConfig config, Intake intake, Publisher ownPublisher) {
        this.config = config;
        this.intake = intake;
        this.ownPublisher = ownPublisher;
        this.watch = new SilenceWatch(config.settings().silence(), config.clock());
        this.clockwork = new ScheduledThreadPoolExecutor(
                THREADS, Thread.ofPlatform().daemon().name("ingest-silence").factory());
    }

    /** Looks from now on. */
    void start() {
        long every = config.settings().silence().look().toMillis();
        clockwork.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        if (config.sources().stream().anyMatch(SourceConfig.Push.class::isInstance)) {
            // Not at once: those that start together with this one come first.
            long sweep = config.settings().silence().keep().toMillis();
            clockwork.scheduleWithFixedDelay(this::sweep, sweep, sweep, TimeUnit.MILLISECONDS);
        }
    }

    /** Takes back the alarms of processes that are gone for good; when several do so at once, they say the same. */
    private void sweep() {
        try {
            Instant gone =
                    config.clock().instant().minus(config.settings().silence().gone());
            CursorLog.recent(config.cluster()).values().stream()
                    .filter(c -> c.getPart().startsWith(SilenceWatch.PART + "@")
                            && !c.getPart().equals(SilenceWatch.PART + at())
                            && c.getAt().isBefore(gone))
                    .forEach(this::takeBack);
        } catch (RuntimeException e) {
            if (!clockwork.isShutdown()) {
                LOG.warn("what other processes told of silent sources is looked at again later: {}", e.toString());
            }
        }
    }

    private void takeBack(Cursor left) {
        String process = left.getPart().substring(SilenceWatch.PART.length() + 1);
        SilenceWatch.takenBack(
                        left.getSourceId() + "@" + process,
                        push(left.getSourceId())
                                .map(push -> push.reading().provider())
                                .orElse(""),
                        left.getFields(),
                        "process " + process + " is gone")
                .ifPresent(alarm -> ownPublisher.publish(List.of(
                        intake.alarm(alarm),
                        intake.cursor(Cursor.newBuilder(left)
                                .setFields(SilenceWatch.quiet(left.getFields()))
                                .build()))));
    }

    private void look() {
        try {
            watch.look();
        } catch (RuntimeException e) {
            LOG.error("looking for silent sources failed by a bug", e);
        }
    }

    /** A folder or feed is this process's. */
    void gained(SourceConfig source, Map<String, String> cursor, Publisher publisher) {
        add(source.id(), source.id(), source.reading().provider(), source.silence(), cursor, publisher);
    }

    /** It is not any more. */
    void lost(String id) {
        watch.remove(id);
    }

    /**
     * Takes back the alarms of sources that are gone from the configuration.
     *
     * @param cursors of a partition that this process has gained
     */
    void retire(List<Cursor> cursors, Publisher publisher) {
        boolean pushes = config.sources().stream().anyMatch(SourceConfig.Push.class::isInstance);
        cursors.stream()
                .filter(c -> c.getPart().startsWith(SilenceWatch.PART))
                .filter(c -> c.getPart().equals(SilenceWatch.PART)
                        ? config.sources().stream().noneMatch(s -> s.id().equals(c.getSourceId()))
                        : !pushes)
                .forEach(c -> add(
                        c.getSourceId() + c.getPart().substring(SilenceWatch.PART.length()),
                        c.getSourceId(),
                        "",
                        Silence.OFF,
                        Map.copyOf(c.getFields()),
                        publisher));
    }

    /**
     * Goes on with those who have pushed to this process before.
     *
     * @param cursors all there are
     */
    void resume(Map<String, Cursor> cursors) {
        cursors.values().stream()
                .filter(c -> c.getPart().equals(SilenceWatch.PART + at()))
                .limit(config.settings().silence().senders())
                .forEach(c -> {
                    senders.add(c.getSourceId() + at());
                    addPushed(c.getSourceId(), Map.copyOf(c.getFields()));
                });
    }

    /** Items of one source are committed. */
    void heard(List<WireItem> items) {
        if (items.isEmpty()) {
            return;
        }
        Origin origin = items.getFirst().getOrigin();
        if (origin.getChannel() != Channel.PUSH) {
            watch.heard(origin.getSourceId());
            return;
        }
        String name = origin.getSourceId() + at();
        if (senders.size() < config.settings().silence().senders() && senders.add(name)) {
            addPushed(origin.getSourceId(), Map.of());
        }
        watch.heard(name);
    }

    private String at() {
        return "@" + config.name();
    }

    /** Whoever pushes to a source under another name keeps to what the first push source says. */
    private Optional<SourceConfig> push(String id) {
        List<SourceConfig> pushes = config.sources().stream()
                .filter(SourceConfig.Push.class::isInstance)
                .toList();
        return pushes.stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .or(() -> pushes.stream().findFirst());
    }

    private void addPushed(String id, Map<String, String> cursor) {
        Optional<SourceConfig> push = push(id);
        add(
                id + at(),
                id,
                push.map(p -> p.reading().provider()).orElse(""),
                push.map(SourceConfig::silence).orElse(Silence.OFF),
                cursor,
                ownPublisher);
    }

    private void add(
            String name, String id, String provider, Silence silence, Map<String, String> cursor, Publisher publisher) {
        String part = SilenceWatch.PART + name.substring(id.length());
        watch.add(name, provider, silence, cursor, new SilenceWatch.Desk() {
            @Override
            public CompletableFuture<Void> publish(Optional<Alarm> alarm, Map<String, String> fields) {
                List<Outgoing> records = new ArrayList<>();
                alarm.map(intake::alarm).ifPresent(records::add);
                records.add(intake.cursor(Cursor.newBuilder()
                        .setSourceId(id)
                        .setPart(part)
                        .setFields(fields)
                        .setAt(config.clock().instant())
                        .build()));
                return publisher.publish(records);
            }

            @Override
            public Optional<String> trouble() {
                return publisher.trouble();
            }
        });
    }

    @Override
    public void close() {
        // What it reads now it reads to its end: Kafka complains loudly of an interrupted reader.
        clockwork.shutdown();
        watch.save();
    }
}
