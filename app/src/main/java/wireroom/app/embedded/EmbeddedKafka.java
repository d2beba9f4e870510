package wireroom.app.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A KRaft broker and controller in this JVM, on loopback. Its folder is kept: topics, records and group offsets survive
 * a restart, also after the process was killed.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final KafkaRaftServer server;
    private final int port;
    private final FileChannel lock;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int port, FileChannel lock) {
        this.server = server;
        this.port = port;
        this.lock = lock;
    }

    /** How much the broker does to keep what it acknowledged. */
    public enum Durability {
        /** Every append is on disk before it is acknowledged: one broker has no copy elsewhere that a power cut spares. */
        POWER_CUT,
        /** Survives the end of the process, as Kafka does by default; for rooms that are thrown away. */
        PROCESS
    }

    /**
     * A broker that is a cluster of its own.
     *
     * @param folder where it keeps everything, made when missing
     * @param port 0 takes a free one
     */
    public static EmbeddedKafka start(Path folder, int port, Durability durability) {
        int controller = Ports.any();
        int own = Ports.orAny(port);
        Properties settings = settings(1, own, controller, "1@127.0.0.1:" + controller, (short) 1);
        if (durability == Durability.POWER_CUT) {
            settings.put("log.flush.interval.messages", "1");
        }
        return start(folder, 1, Uuid.randomUuid().toString(), own, settings);
    }

    /**
     * One of several brokers of a cluster, all on loopback; internal topics have as many copies as there are brokers, 3
     * at most.
     *
     * @param folder where this one keeps everything
     * @param number 1 to {@code controllers.size()}
     * @param clusterId 22 characters of base64, the same for all
     * @param port 0 takes a free one
     * @param controllers controller port of each broker
     */
    public static EmbeddedKafka startMember(
            Path folder, int number, String clusterId, int port, List<Integer> controllers) {
        StringBuilder voters = new StringBuilder();
        for (int i = 0; i < controllers.size(); i++) {
            voters.append(i == 0 ? "" : ",").append(i + 1).append("@127.0.0.1:").append(controllers.get(i));
        }
        int own = Ports.orAny(port);
        short copies = (short) Math.min(3, controllers.size());
        Properties settings = settings(number, own, controllers.get(number - 1), voters.toString(), copies);
        return start(folder, number, clusterId, own, settings);
    }

    private static Properties settings(int node, int port, int controller, String voters, short copies) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(node));
        p.put("controller.quorum.voters", voters);
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        String isr = Integer.toString(Math.max(1, copies - 1));
        String replicas = Short.toString(copies);
        p.put("offsets.topic.replication.factor", replicas);
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", replicas);
        p.put("transaction.state.log.min.isr", isr);
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.replication.factor", replicas);
        p.put("share.coordinator.state.topic.min.isr", isr);
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("default.replication.factor", replicas);
        p.put("min.insync.replicas", isr);
        p.put("auto.create.topics.enable", "false");
        // 3 s of waiting at the first join of every group otherwise
        p.put("group.initial.rebalance.delay.ms", "0");
        // 128 MiB of heap by default
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        p.put("log.cleaner.io.buffer.size", Integer.toString(512 * 1024));
        p.put("message.max.bytes", Integer.toString(wireroom.topics.Topics.MAX_RECORD_BYTES));
        p.put("replica.fetch.max.bytes", Integer.toString(wireroom.topics.Topics.MAX_RECORD_BYTES));
        // wire items are kept for ever, so a segment is only rolled by size; small ones keep recovery short
        p.put("log.segment.bytes", Integer.toString(128 * 1024 * 1024));
        p.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
        return p;
    }

    private static EmbeddedKafka start(Path folder, int node, String clusterId, int port, Properties settings) {
        FileChannel lock = lock(folder);
        Exit.setHaltProcedure((code, message) -> giveUp(folder, code, message));
        Exit.setExitProcedure((code, message) -> giveUp(folder, code, message));
        try {
            Path data = Files.createDirectories(folder.resolve("log"));
            settings.put("log.dirs", data.toString());
            format(data, node, clusterId);
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            try {
                server.startup();
            } catch (RuntimeException e) {
                stopHalfStarted(server, e);
                throw busy(port)
                        ? new StartFailure(
                                "port " + port + " for Kafka is in use", "choose another with --kafka-port", e)
                        : new StartFailure("the broker cannot start: " + root(e), "see logs/room.log", e);
            }
            return new EmbeddedKafka(server, port, lock);
        } catch (IOException e) {
            unlock(lock);
            throw new StartFailure("cannot write to " + folder + ": " + e.getMessage(), "choose another --home", e);
        } catch (RuntimeException e) {
            unlock(lock);
            throw e;
        }
    }

    /** A fatal fault of the broker halts this JVM, and with it all children: never silently. */
    private static void giveUp(Path folder, int code, String message) {
        try {
            System.err.println(lastWords(folder, message));
        } finally {
            Runtime.getRuntime().halt(Math.max(1, code));
        }
    }

    /** Also of a folder that was deleted, which is one of the reasons to give up. */
    static String lastWords(Path folder, String message) {
        String why = message == null || message.isBlank() ? "" : " (" + message + ")";
        if (!Files.isDirectory(folder)) {
            return "wireroom: Kafka gave up" + why + ": " + folder + " is gone; start again, with what is left of it";
        }
        return Disk.isFull(folder, Disk.LEAST_MEGABYTES)
                ? "wireroom: Kafka gave up" + why + ": " + Disk.fullWords(folder) + "; "
                        + Disk.fullMend(Disk.LEAST_MEGABYTES)
                : "wireroom: Kafka gave up" + why
                        + "; see logs/room.log, and start again: what was acknowledged is kept";
    }

    private static boolean busy(int port) {
        return !Ports.free(port);
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** A failed start leaves threads that keep the JVM alive. */
    private static void stopHalfStarted(KafkaRaftServer server, RuntimeException reason) {
        try {
            server.shutdown();
            server.awaitShutdown();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** Kafka locks its folder only after it has opened the metadata log, and two starts can corrupt that: lock first. */
    private static FileChannel lock(Path folder) {
        Path file = folder.resolve("broker.lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw inUse(folder, e);
            }
            channel.close();
            throw inUse(folder, null);
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + folder + ": " + e.getMessage(), "choose another --home", e);
        }
    }

    private static StartFailure inUse(Path folder, Throwable cause) {
        return new StartFailure(
                folder + " is in use by another broker", "stop that one, or choose another --home", cause);
    }

    private static void unlock(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(Path data, int node, String clusterId) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(node)
                    .setClusterId(clusterId)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new StartFailure("cannot prepare " + data + " for Kafka: " + root(e), "choose another --home", e);
        }
    }

    /** Bootstrap server for clients. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Stops cleanly; safe to call again. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
            unlock(lock);
        }
    }
}
