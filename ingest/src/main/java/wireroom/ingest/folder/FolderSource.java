package wireroom.ingest.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is watched: new, grown and replaced files are read once their size and time have stood still, known ones
 * are not read again. File events only wake the scan; the scan alone decides, so lost events and network file systems do
 * no harm.
 */
public final class FolderSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);
    /** A file untouched for so long is not being written, whatever we saw of it. */
    private static final Duration UNTOUCHED = Duration.ofSeconds(2);
    /** Files handed on at a time; only as many as there are readers are in memory before the publisher has them. */
    private static final int IN_FLIGHT = 1024;
    /** A folder of many files is scanned less often: at most a tenth of one core goes into looking. */
    private static final int REST = 9;

    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Path root;
    private final Settings settings;
    private final Clock clock;
    private final FileReader reader;
    private final Map<String, Map<String, String>> cursors;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong documents = new AtomicLong();
    private final ExecutorService readers;
    private final Set<Path> watched = new HashSet<>();
    private WatchService watch;
    private Thread scanner;
    private Thread watcher;
    private volatile boolean closed;

    /**
     * @param scanEvery pause between scans when nothing wakes it
     * @param settle how long size and time must stand still
     * @param wholeBytes a file of so many bytes or fewer is read at once, a longer one as a stream
     */
    public record Settings(Duration scanEvery, Duration settle, int wholeBytes) {}

    /** A file as last seen, and since when it looks so. */
    private record Seen(long size, String modified, Instant since) {}

    /**
     * Does nothing yet.
     *
     * @param root the folder; need not exist yet
     * @param clock of this machine, compared with file times
     * @param cursors last cursor by path relative to the folder
     * @param reader takes what is read; called by several threads, never twice at a time for one file
     */
    public FolderSource(
            Path root, Settings settings, Clock clock, Map<String, Map<String, String>> cursors, FileReader reader) {
        this.root = root.toAbsolutePath().normalize();
        this.settings = settings;
        this.clock = clock;
        this.cursors = new ConcurrentHashMap<>(cursors);
        this.reader = reader;
        this.readers = Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().name("ingest-folder-", 0).daemon().factory());
    }

    /** Starts to watch. */
    public void start() {
        try {
            watch = root.getFileSystem().newWatchService();
            watcher = Thread.ofPlatform().name("ingest-watch").daemon().start(this::awaitEvents);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("no file events for {}: looking every {} instead ({})", root, settings.scanEvery(), e.toString());
        }
        scanner = Thread.ofPlatform().name("ingest-scan").daemon().start(this::run);
    }

    /** Files handed to the reader since the start. */
    public long documents() {
        return documents.get();
    }

    private void run() {
        try {
            while (!closed) {
                long before = System.nanoTime();
                boolean unsettled = scan();
                long took = System.nanoTime() - before;
                long pause = unsettled
                        ? Math.max(settings.settle().toNanos(), took * REST)
                        : Math.max(settings.scanEvery().toNanos(), took * REST);
                if (wake.tryAcquire(pause, TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                    if (took * REST > 0 && !closed) {
                        // Many events in a row: one look answers them all.
                        wake.tryAcquire(
                                Math.min(took * REST, settings.scanEvery().toNanos()), TimeUnit.NANOSECONDS);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEvents() {
        try {
            while (!closed) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                wake.release();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("no more file events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks through the folder once and hands on what has settled.
     *
     * @return true when files are still changing, so that it is worth to look again soon
     * @throws InterruptedException while waiting for a free reader
     */
    boolean scan() throws InterruptedException {
        Map<String, Found> found = find();
        seen.keySet().retainAll(found.keySet());
        boolean unsettled = false;
        Instant now = clock.instant();
        for (Found file : found.values()) {
            // In this order: a reader writes the cursor before it lets go of the file.
            if (busy.contains(file.path())) {
                continue;
            }
            Map<String, String> cursor = cursors.getOrDefault(file.path(), Map.of());
            if (file.isAsIn(cursor)) {
                seen.remove(file.path());
                continue;
            }
            Seen last = seen.get(file.path());
            if (last == null || last.size() != file.size() || !last.modified().equals(file.modified())) {
                last = new Seen(file.size(), file.modified(), now);
                seen.put(file.path(), last);
            }
            boolean settled = !last.since().plus(settings.settle()).isAfter(now)
                    || file.time().plus(UNTOUCHED).plus(settings.settle()).isBefore(now);
            if (settled) {
                hand(file, cursor);
            } else {
                unsettled = true;
            }
        }
        return unsettled;
    }

    /**
     * Looks through the folder once, and returns when all is handed on and answered.
     *
     * @throws InterruptedException while waiting
     */
    public void readWhatIsThere() throws InterruptedException {
        scan();
        awaitIdle();
    }

    /** Returns when nothing that was handed on is under way. */
    void awaitIdle() throws InterruptedException {
        places.acquire(IN_FLIGHT);
        places.release(IN_FLIGHT);
    }

    /** A file of the folder. */
    private record Found(String path, Path file, long size, Instant time) {
        String modified() {
            return time.toString();
        }

        boolean isAsIn(Map<String, String> cursor) {
            return Long.toString(size).equals(cursor.get(FileRead.SIZE))
                    && modified().equals(cursor.get(FileRead.MODIFIED));
        }
    }

    private Map<String, Found> find() {
        Map<String, Found> found = new java.util.TreeMap<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (!directory.equals(root) && isIgnored(directory)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    register(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !isIgnored(file)) {
                        String path = root.relativize(file).toString().replace('\\', '/');
                        found.put(
                                path,
                                new Found(
                                        path,
                                        file,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toInstant()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    complain(root.relativize(file).toString(), e);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            complain(".", e);
        }
        return found;
    }

    /** Names that writers give to files which they have not finished. */
    private static boolean isIgnored(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.startsWith(".")
                || name.endsWith(".part")
                || name.endsWith(".tmp")
                || name.endsWith(".filepart")
                || name.endsWith(".crdownload")
                || name.endsWith("~");
    }

    private void register(Path directory) {
        if (watch == null || !watched.add(directory)) {
            return;
        }
        try {
            directory.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException | ClosedWatchServiceException e) {
            // Out of watches, or gone again: the scan finds its files all the same.
            LOG.debug("no file events for {}", directory, e);
        }
    }

    private void complain(String path, IOException e) {
        if (!(e instanceof NoSuchFileException) && unreadable.add(path)) {
            LOG.warn("cannot read {} in {}: {}; give this process the right to read it", path, root, e.toString());
        }
    }

    private void hand(Found file, Map<String, String> before) throws InterruptedException {
        places.acquire();
        busy.add(file.path());
        seen.remove(file.path());
        readers.execute(() -> {
            try {
                read(file, before);
            } catch (FileRead.Changed e) {
                // It changed under our hands: the next scan sees it anew.
                LOG.debug("read again", e);
                free(file.path());
                wake.release();
            } catch (IOException e) {
                complain(file.path(), e);
                free(file.path());
            } catch (UncheckedIOException e) {
                complain(file.path(), e.getCause());
                free(file.path());
            } catch (RuntimeException e) {
                LOG.warn("{} could not be handed on, it is read again: {}", file.path(), e.toString());
                free(file.path());
            }
        });
    }

    private void read(Found file, Map<String, String> before) throws IOException {
        FileRead reading = new FileRead(
                file.path(),
                file.file(),
                file.size(),
                file.time(),
                before,
                settings.wholeBytes(),
                part -> cursors.put(file.path(), part));
        try (reading) {
            documents.incrementAndGet();
            reader.read(reading).whenComplete((cursor, failure) -> {
                if (failure == null) {
                    cursors.put(file.path(), cursor);
                    unreadable.remove(file.path());
                } else {
                    LOG.warn("{} is not published yet, it is read again: {}", file.path(), failure.toString());
                }
                free(file.path());
            });
        }
    }

    private void free(String path) {
        busy.remove(path);
        places.release();
    }

    /** Stops looking; what was handed on is left to its reader. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            if (watch != null) {
                watch.close();
            }
            if (scanner != null) {
                scanner.interrupt();
                scanner.join();
            }
            readers.shutdown();
            if (!readers.awaitTermination(10, TimeUnit.SECONDS)) {
                readers.shutdownNow();
            }
            if (watcher != null) {
                watcher.join();
            }
        } catch (IOException e) {
            LOG.debug("the watch service did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
