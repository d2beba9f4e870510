package wireroom.ingest.poll;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.Fetched;
import wireroom.ingest.poll.http.Headers;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.poll.http.Request;
import wireroom.ingest.poll.http.Target;
import wireroom.model.WireItem;

/**
 * Keeps the schedule of all feeds and polls each in its turn, on a virtual thread of its own. A feed that hangs, lies or
 * floods holds nothing that another needs. Thread-safe.
 *
 * <p>Due times are kept on the monotonic clock, so that setting the wall clock starts no storm.
 */
public final class Poller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** Part of the cursor: the state between polls. */
    static final String POLL = "poll";
    /** Part of the cursor: the known items, which are written only when they change. */
    static final String ITEMS = "items";
    /** Part of the cursor: what was asked of the feed's hub. */
    static final String HUB = "hub";

    /** Formats in the order of preference; a server that negotiates should not send its web page. */
    private static final String ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json,"
            + " application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, */*;q=0.1";

    /**
     * Documents larger than this are parsed one after another, on a thread of the system: a flood of them costs one core
     * at most, and holds none of those that virtual threads take turns on.
     */
    private static final int LARGE_BYTES = 512 * 1024;
    /**
     * Requests that may start together, and how long each counts as starting. When all feeds are due at once, their time
     * must not run while they wait for a processor; and a server that is slow to answer costs nothing and blocks nobody.
     */
    private static final int STARTING = 256;
    /**
     * Of those that did not answer at the poll before, or were never polled: they hang more often, and so they wait for
     * each other and hold back nobody else. Who says 503 now and then is not one of them.
     */
    private static final int STARTING_DOUBTFUL = 64;

    private static final long STARTING_MILLIS = 250;
    /** How long a feed that is taken away is waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    /** How soon to look again whether Kafka takes records. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Hosts whose next turn is remembered before those whose turn is over are forgotten. */
    private static final int HOSTS = 10_000;
    /** How long a hub that calls waits for a poll of the same feed. */
    private static final Duration HUB_PATIENCE = Duration.ofSeconds(10);
    /** A hub may live elsewhere, but not further on than this. */
    private static final int HUB_REDIRECTS = 3;

    private final PollSettings settings;
    private final PollRules rules;
    private final FeedClient client;
    private final FeedReader reader;
    private final Clock clock;
    private final LongSupplier monotonic;
    private final long seed;
    private final Optional<SubscriptionRules> hubs;
    private final ExecutorService large = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("poll-large").factory());
    private final Semaphore starting = new Semaphore(STARTING, true);
    private final Semaphore startingDoubtful = new Semaphore(STARTING_DOUBTFUL, true);
    private final ScheduledThreadPoolExecutor started;
    private final Semaphore inMemory;
    private final Map<String, Polled> feeds = new ConcurrentHashMap<>();
    private final AtomicLong polls = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Turn> queue =
            new PriorityQueue<>(Comparator.comparingLong(Turn::due).thenComparingLong(Turn::order));
    private final PriorityQueue<Turn> hubTurns =
            new PriorityQueue<>(Comparator.comparingLong(Turn::due).thenComparingLong(Turn::order));
    private final Map<String, Long> turns = new HashMap<>();
    private long order;
    private boolean closed;

    /** One feed and what is known of it; {@code busy} guards both. */
    private static final class Polled {
        private final Feed feed;
        private final ReentrantLock busy = new ReentrantLock();
        private volatile FeedState state;
        private KnownItems known;
        private Target place;
        private String placeOf = "";
        private volatile Subscription subscription;
        private volatile boolean removed;

        Polled(Feed feed, FeedState state, KnownItems known, Subscription subscription) {
            this.feed = feed;
            this.state = state;
            this.known = known;
            this.subscription = subscription;
        }
    }

    /**
     * A place in the schedule.
     *
     * @param due monotonic nanoseconds
     * @param reserved its host has kept this moment for it
     */
    private record Turn(long due, long order, Polled polled, boolean reserved) {}

    /** What a poll came to: the state after it, and what is published with it. */
    private record Step(FeedState state, KnownItems known, List<WireItem> items, List<Refusal> refusals) {
        static Step of(FeedState state, KnownItems known) {
            return new Step(state, known, List.of(), List.of());
        }
    }

    /**
     * Polls from {@link #start} on.
     *
     * @param monotonic nanoseconds that only grow
     * @param seed of chance
     */
    public Poller(
            PollSettings settings,
            FeedClient client,
            FeedReader reader,
            Clock clock,
            LongSupplier monotonic,
            long seed) {
        this(settings, client, reader, clock, monotonic, seed, Optional.empty());
    }

    /** @param callbacks how hubs reach this process; empty when they cannot, and so none is asked */
    public Poller(
            PollSettings settings,
            FeedClient client,
            FeedReader reader,
            Clock clock,
            LongSupplier monotonic,
            long seed,
            Optional<Callbacks> callbacks) {
        this.hubs = callbacks.map(SubscriptionRules::new);
        this.settings = settings;
        this.rules = new PollRules(settings);
        this.client = client;
        this.reader = reader;
        this.clock = clock;
        this.monotonic = monotonic;
        this.seed = seed;
        this.inMemory = new Semaphore(settings.inMemory() / 1024, true);
        this.started = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("poll-started").factory());
        started.setRemoveOnCancelPolicy(true);
    }

    /** Starts to poll. */
    public void start() {
        Thread.ofPlatform().name("poll-schedule").daemon().start(this::run);
    }

    /**
     * Takes a feed on, where its cursor says it was left.
     *
     * @param cursors fields by part; empty when it was never polled
     */
    public void add(Feed feed, Map<String, Map<String, String>> cursors) {
        Instant now = clock.instant();
        Optional<FeedState> left = FeedState.of(cursors.getOrDefault(POLL, Map.of()), feed);
        FeedState state = left.orElseGet(() -> FeedState.fresh(feed, now));
        KnownItems known = left.isPresent() ? KnownItems.of(cursors.getOrDefault(ITEMS, Map.of())) : KnownItems.NONE;
        Subscription subscription = hubs.filter(rules -> left.isPresent())
                .map(rules -> Subscription.of(cursors.getOrDefault(HUB, Map.of())))
                .filter(there -> hubs.orElseThrow().isOurs(there))
                .orElse(Subscription.NONE);
        if (!subscription.isActive(now)) {
            // Nobody tells what is new: also when hubs could reach this process once and cannot any more.
            state = state.but().lease(null).build();
        }
        Polled polled = new Polled(feed, state, known, subscription);
        Polled before = feeds.put(feed.id(), polled);
        if (before != null) {
            before.removed = true;
        }
        enqueue(polled);
        if (subscription.phase() != Subscription.Phase.NONE) {
            enqueueHub(polled);
        }
    }

    /** Lets a feed go; returns when no poll of it is under way, or after a few seconds. */
    public void remove(String id) {
        Polled polled = feeds.remove(id);
        if (polled == null) {
            return;
        }
        polled.removed = true;
        try {
            if (polled.busy.tryLock(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                polled.busy.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How the feeds are doing, by id. */
    public List<FeedStatus> status() {
        return feeds.values().stream()
                .map(p -> FeedStatus.of(p.feed, p.state))
                .sorted(Comparator.comparing(FeedStatus::id))
                .toList();
    }

    /** Polls of one feed since its configuration names its URL; 0 when it is not polled here. */
    public long polls(String id) {
        Polled polled = feeds.get(id);
        return polled == null ? 0 : polled.state.polls();
    }

    /** Polls of all feeds since the start. */
    public long polls() {
        return polls.get();
    }

    /** Looks at the clock now: for tests that move it. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Polled polled) {
        Instant next = polled.state.next();
        if (next == null) {
            return;
        }
        Duration pause = Duration.between(clock.instant(), next);
        // A clock that was far ahead when this was written must not silence a feed for ever.
        Duration longest = settings.ceiling().plus(polled.feed.slowest()).multipliedBy(2);
        enqueue(polled, pause.compareTo(longest) > 0 ? longest : pause);
    }

    private void enqueue(Polled polled, Duration pause) {
        lock.lock();
        try {
            Turn turn = new Turn(monotonic.getAsLong() + Math.max(0, pause.toNanos()), order++, polled, false);
            Turn head = queue.peek();
            queue.add(turn);
            if (head == null || turn.due() < head.due()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                Turn turn = queue.peek();
                long now = monotonic.getAsLong();
                while (!hubTurns.isEmpty() && hubTurns.peek().due() <= now) {
                    Polled polled = hubTurns.remove().polled();
                    Thread.ofVirtual().name("hub-" + polled.feed.id()).start(() -> hubTurn(polled));
                }
                if (turn == null || turn.due() > now) {
                    long wait = settings.idleLook().toNanos();
                    changed.awaitNanos(turn == null ? wait : Math.min(wait, turn.due() - now));
                    continue;
                }
                queue.remove();
                if (turn.polled().removed) {
                    continue;
                }
                long due = turn.reserved() ? now : reserve(turn.polled(), now);
                if (due > now) {
                    queue.add(new Turn(due, turn.order(), turn.polled(), true));
                } else {
                    Thread.ofVirtual().name("poll-" + turn.polled().feed.id()).start(() -> poll(turn.polled()));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted: no more polls", e);
        } finally {
            lock.unlock();
        }
    }

    /** The moment that the host has for this poll: each comes once, so a thousand feeds do not all ask again. */
    private long reserve(Polled polled, long now) {
        if (settings.hostSpacing().isZero()) {
            return now;
        }
        if (turns.size() > HOSTS) {
            turns.values().removeIf(next -> next < now);
        }
        String host = host(polled);
        long at = Math.max(now, turns.getOrDefault(host, now));
        turns.put(host, at + settings.hostSpacing().toNanos());
        return at;
    }

    private static String host(Polled polled) {
        String url = polled.state.url();
        int from = url.indexOf("//") + 2;
        int to = url.indexOf('/', from);
        return to < 0 ? url.substring(from) : url.substring(from, to);
    }

    private void poll(Polled polled) {
        polled.busy.lock();
        try {
            if (polled.removed) {
                return;
            }
            if (reader.trouble(polled.feed).isPresent()) {
                // What cannot be published is not fetched.
                enqueue(polled, PAUSE);
                return;
            }
            polls.incrementAndGet();
            if (attempt(polled)) {
                enqueue(polled);
                askHub(polled);
            } else if (!polled.removed) {
                // Not committed: the cursor stands where it was, and so does the state.
                enqueue(polled, Caching.most(PAUSE, polled.feed.every()));
            }
        } catch (RuntimeException e) {
            LOG.error("polling {} failed by a bug", polled.feed.id(), e);
            enqueue(polled, Caching.most(PAUSE, polled.feed.every()));
        } finally {
            polled.busy.unlock();
        }
    }

    private boolean attempt(Polled polled) {
        FeedState before = polled.state;
        double chance = new SplittableRandom(seed ^ polled.feed.id().hashCode() * 31L ^ before.polls()).nextDouble();
        boolean sound = before.polls() > 0 && (before.errors() == 0 || isAnswer(before.status()));
        Fetched fetched = fetch(request(polled.feed, place(polled), before), sound ? starting : startingDoubtful);
        int held = fetched instanceof Fetched.Answer answer ? asked(answer.body().length) : 0;
        if (held == 0) {
            // Not even a look at the queue: it is fair, and large documents stand in it.
            return commit(polled, step(polled, fetched, chance));
        }
        inMemory.acquireUninterruptibly(held);
        try {
            return commit(polled, step(polled, fetched, chance));
        } finally {
            inMemory.release(held);
        }
    }

    /** Whether a failure was the server's own word, such as 503, and not that it hangs or lies. */
    private static boolean isAnswer(String status) {
        return status.length() == 3 && status.chars().allMatch(Character::isDigit);
    }

    /** KiB of a document that it must ask for; most need not, as with {@link HttpLimits#FREE_BYTES}. */
    private int asked(int bytes) {
        return Math.min(Math.max(0, bytes - HttpLimits.FREE_BYTES) / 1024, settings.inMemory() / 1024);
    }

    private Fetched fetch(Request request) {
        return fetch(request, starting);
    }

    private Fetched fetch(Request request, Semaphore gate) {
        gate.acquireUninterruptibly();
        ScheduledFuture<?> running = started.schedule(() -> gate.release(), STARTING_MILLIS, TimeUnit.MILLISECONDS);
        try {
            return client.fetch(request);
        } finally {
            if (running.cancel(false)) {
                gate.release();
            }
        }
    }

    /** Where to ask; worked out anew only after the feed has moved. */
    private static Target place(Polled polled) {
        String url = polled.state.url();
        if (!url.equals(polled.placeOf)) {
            try {
                polled.place = Target.of(url);
            } catch (Target.Refused e) {
                polled.place = polled.feed.target();
            }
            polled.placeOf = url;
        }
        return polled.place;
    }

    private static Request request(Feed feed, Target at, FeedState state) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", ACCEPT);
        if (!state.etag().isEmpty()) {
            headers.put("If-None-Match", state.etag());
        }
        if (!state.lastModified().isEmpty()) {
            headers.put("If-Modified-Since", state.lastModified());
        }
        // To where it is configured; wherever it has moved since, others may read along.
        if (at.sameOrigin(feed.target())) {
            feed.authorization().ifPresent(secret -> headers.put("Authorization", secret));
        }
        return Request.get(at, headers, feed.allowPrivate());
    }

    private Step step(Polled polled, Fetched fetched, double chance) {
        Instant now = clock.instant();
        return switch (fetched) {
            case Fetched.Failed failed ->
                Step.of(
                        rules.failed(
                                polled.feed,
                                polled.state,
                                failed.why().name(),
                                failed.detail(),
                                Headers.of(),
                                now,
                                chance),
                        polled.known);
            case Fetched.Answer answer ->
                switch (answer.status()) {
                    case 304 -> Step.of(rules.unchanged(polled.feed, polled.state, answer, now, chance), polled.known);
                    case 200, 203 -> document(polled, answer, now, chance);
                    default -> {
                        if (answer.status() == 429) {
                            Caching.retryAfter(answer.headers(), now, settings.ceiling())
                                    .ifPresent(pause -> leaveAlone(polled, pause));
                        }
                        yield Step.of(
                                rules.failed(
                                        polled.feed,
                                        polled.state,
                                        Integer.toString(answer.status()),
                                        "the server answers " + answer.status(),
                                        answer.headers(),
                                        now,
                                        chance),
                                polled.known);
                    }
                };
        };
    }

    /** Who says "too many requests" means all of ours. */
    private void leaveAlone(Polled polled, Duration pause) {
        lock.lock();
        try {
            turns.merge(host(polled), monotonic.getAsLong() + pause.toNanos(), Math::max);
        } finally {
            lock.unlock();
        }
    }

    private Step document(Polled polled, Fetched.Answer answer, Instant now, double chance) {
        FeedState before = polled.state;
        String sha256 = Items.sha256(answer.body());
        if (answer.cut().isEmpty() && sha256.equals(before.sha256())) {
            FeedState same = before.but()
                    .validators(
                            answer.headers().first("ETag").orElse(""),
                            answer.headers().first("Last-Modified").orElse(""),
                            sha256)
                    .build();
            return Step.of(rules.unchanged(polled.feed, same, answer, now, chance), polled.known);
        }
        String odd = polled.feed.anyText() && answer.body().length > 0 ? "" : FeedLook.refusal(answer.body());
        if (!odd.isEmpty()) {
            return Step.of(rules.suspicious(polled.feed, before, answer, "it sends " + odd, now, chance), polled.known);
        }
        Pages pages = pages(polled, answer, now);
        if (pages.items.isEmpty() && pages.refusals.isEmpty() && !polled.known.isEmpty()) {
            return Step.of(
                    rules.suspicious(
                            polled.feed, before, answer, "it has no items any more; nothing is deleted", now, chance),
                    polled.known);
        }
        KnownItems.News news = polled.known.news(pages.items, pages.refusals, settings.remembered());
        Fetched.Answer judged = pages.complete
                ? answer
                : new Fetched.Answer(
                        answer.status(),
                        answer.headers(),
                        answer.body(),
                        Optional.of("more than " + settings.items() + " items"),
                        answer.at(),
                        answer.moved(),
                        answer.wireBytes());
        FeedState read = rules.read(
                polled.feed,
                before,
                judged,
                pages.hints,
                news,
                pages.items.size(),
                polled.known.isEmpty(),
                sha256,
                now,
                chance);
        FeedState after = read.but()
                .hub(hub(answer, read.hub()), topic(polled, answer, read.topic()))
                .build();
        return new Step(after, news.known(), news.items(), news.refusals());
    }

    /** Absolute, and one that may be asked at all; blank when there is none. */
    private static String hub(Fetched.Answer answer, String said) {
        String hub = SubscriptionRules.link(answer.headers(), "hub").orElse(said);
        return hub.isEmpty()
                ? ""
                : absolute(answer.at(), hub).map(Target::toString).orElse("");
    }

    private static String topic(Polled polled, Fetched.Answer answer, String said) {
        String self = SubscriptionRules.link(answer.headers(), "self").orElse(said);
        Optional<Target> there = self.isEmpty() ? Optional.empty() : absolute(answer.at(), self);
        // The hub compares it as text: what is whole is not made better.
        return there.isEmpty()
                ? polled.state.url()
                : self.contains("://") ? self : there.get().toString();
    }

    private static Optional<Target> absolute(Target at, String reference) {
        try {
            return Optional.of(at.resolve(reference));
        } catch (Target.Refused e) {
            LOG.debug("a link that is not followed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Asks the hub for what is wanted of it; while the feed is held. */
    private void askHub(Polled polled) {
        if (hubs.isEmpty() || polled.removed) {
            return;
        }
        Optional<Subscription> wanted =
                hubs.get().wanted(polled.subscription, polled.state.hub(), polled.state.topic(), clock.instant());
        // Written before the hub hears of it, since it may ask back at once, and perhaps another process.
        if (wanted.isPresent()
                && commit(polled, Step.of(leased(polled.state, wanted.get()), polled.known), wanted.get())) {
            Thread.ofVirtual().name("hub-" + polled.feed.id()).start(() -> askHub(polled, wanted.get()));
        }
    }

    /** Not while the feed is held: hubs ask back before they answer. */
    private void askHub(Polled polled, Subscription wanted) {
        Optional<String> failure = sendToHub(polled.feed, wanted);
        if (failure.isPresent()) {
            LOG.info("hub {} of {}: {}", wanted.hub(), polled.feed.id(), failure.get());
            held(
                    polled,
                    () -> polled.subscription.nonce().equals(wanted.nonce())
                            && commit(
                                    polled,
                                    Step.of(polled.state, polled.known),
                                    polled.subscription.failed(failure.get())));
        }
        enqueueHub(polled);
    }

    private Optional<String> sendToHub(Feed feed, Subscription wanted) {
        try {
            Target at = Target.of(wanted.hub());
            for (int hop = 0; hop <= HUB_REDIRECTS; hop++) {
                Fetched fetched = fetch(new Request(
                        at,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        List.of(),
                        Optional.of(hubs.orElseThrow().form(wanted)),
                        feed.allowPrivate()));
                if (!(fetched instanceof Fetched.Answer answer)) {
                    return Optional.of(((Fetched.Failed) fetched).why() + ": " + ((Fetched.Failed) fetched).detail());
                }
                Optional<String> location = answer.headers().first("Location");
                if ((answer.status() != 307 && answer.status() != 308) || location.isEmpty()) {
                    return answer.status() / 100 == 2 ? Optional.empty() : Optional.of("it answers " + answer.status());
                }
                Target next = at.resolve(location.get());
                if (at.secure() && !next.secure()) {
                    return Optional.of("it leads from https to http");
                }
                at = next;
            }
            return Optional.of("more than " + HUB_REDIRECTS + " redirects");
        } catch (Target.Refused e) {
            return Optional.of(e.getMessage());
        }
    }

    private void enqueueHub(Polled polled) {
        Instant due = SubscriptionRules.due(polled.subscription);
        if (hubs.isEmpty() || polled.removed || due == null || polled.subscription.phase() == Subscription.Phase.NONE) {
            return;
        }
        lock.lock();
        try {
            long pause = Math.max(0, Duration.between(clock.instant(), due).toNanos());
            hubTurns.add(new Turn(monotonic.getAsLong() + pause, order++, polled, true));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void hubTurn(Polled polled) {
        held(polled, () -> {
            Instant due = SubscriptionRules.due(polled.subscription);
            if (due != null && !due.isAfter(clock.instant())) {
                askHub(polled);
            }
            return true;
        });
    }

    /** Does something while no poll of the feed is under way. @return false also when there is no such moment */
    private boolean held(Polled polled, java.util.function.BooleanSupplier work) {
        try {
            if (!polled.busy.tryLock(HUB_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return !polled.removed && work.getAsBoolean();
        } finally {
            polled.busy.unlock();
        }
    }

    private Optional<Polled> ofToken(String token) {
        return feeds.values().stream().filter(p -> isOf(p.subscription, token)).findFirst();
    }

    private boolean isOf(Subscription subscription, String token) {
        return hubs.isPresent() && hubs.get().isToken(subscription, token);
    }

    /** Whether a hub may call so: what it sends is not read before. */
    public boolean knows(String token) {
        return ofToken(token).isPresent();
    }

    /** What came of a hub's call. */
    public enum Heard {
        /** It is committed; to a question, the answer is its challenge. */
        YES,
        /** It was not meant, or is of nobody here. */
        UNKNOWN,
        /** It is not the hub that speaks: passed over, without telling. */
        FORGED,
        /** It cannot be committed now. */
        NOT_NOW
    }

    /** A hub asks whether a subscription was meant, or says that it denies it. */
    public Heard verify(String token, Map<String, String> query) {
        Optional<Polled> found = ofToken(token);
        if (found.isEmpty() || hubs.isEmpty()) {
            return Heard.UNKNOWN;
        }
        Polled polled = found.get();
        if (hubs.get().told(polled.subscription, query, clock.instant()).isEmpty()) {
            return Heard.UNKNOWN;
        }
        boolean committed = held(polled, () -> {
            Optional<Subscription> told = hubs.get().told(polled.subscription, query, clock.instant());
            return isOf(polled.subscription, token)
                    && told.isPresent()
                    && commit(polled, Step.of(leased(polled.state, told.get()), polled.known), told.get());
        });
        if (committed) {
            enqueueHub(polled);
        }
        return committed ? Heard.YES : Heard.NOT_NOW;
    }

    private FeedState leased(FeedState state, Subscription subscription) {
        Instant until = subscription.isActive(clock.instant()) ? subscription.until() : null;
        return state.but().lease(until).build();
    }

    /**
     * A hub brings what is new.
     *
     * @param signature as it came, or null
     */
    public Heard deliver(String token, String signature, byte[] body) {
        Optional<Polled> found = ofToken(token);
        if (found.isEmpty() || hubs.isEmpty()) {
            return Heard.UNKNOWN;
        }
        Polled polled = found.get();
        if (!hubs.get().isSigned(polled.subscription, signature, body)) {
            LOG.debug("a delivery for {} is not signed as it should be", polled.feed.id());
            return Heard.FORGED;
        }
        if (reader.trouble(polled.feed).isPresent()) {
            return Heard.NOT_NOW;
        }
        return held(polled, () -> delivered(polled, body)) ? Heard.YES : Heard.NOT_NOW;
    }

    /** Like a document that was polled, except that it need not be all of the feed, and says nothing of its rhythm. */
    private boolean delivered(Polled polled, byte[] body) {
        if (!polled.feed.anyText() && !FeedLook.refusal(body).isEmpty()) {
            LOG.debug("a delivery for {} is no feed", polled.feed.id());
            return true;
        }
        Target at = place(polled);
        Fetched.Answer answer =
                new Fetched.Answer(200, Headers.of(), body, Optional.empty(), at, Optional.empty(), body.length);
        FeedReader.Reading reading = read(polled.feed, answer, clock.instant(), settings.items());
        KnownItems.News news = polled.known.news(reading.items(), reading.refusals(), settings.remembered());
        FeedState after = polled.state.but().brought(news.items().size(), 0).build();
        return commit(polled, new Step(after, news.known(), news.items(), news.refusals()));
    }

    /** A document and, as far as they are needed, the older pages of it. */
    private static final class Pages {
        private final List<WireItem> items = new ArrayList<>();
        private final List<Refusal> refusals = new ArrayList<>();
        private FeedHints hints = FeedHints.NONE;
        private boolean complete = true;

        void add(FeedReader.Reading reading) {
            items.addAll(reading.items());
            refusals.addAll(reading.refusals());
            complete &= reading.complete();
        }
    }

    private Pages pages(Polled polled, Fetched.Answer first, Instant now) {
        Pages pages = new Pages();
        FeedReader.Reading reading = read(polled.feed, first, now, settings.items());
        pages.hints = reading.hints();
        pages.add(reading);
        Target at = first.at();
        Set<Target> been = new HashSet<>(Set.of(at));
        while (been.size() < settings.pages()
                && pages.complete
                && pages.items.size() < settings.items()
                && wantsOlder(polled, reading.items())) {
            Optional<String> older = reading.hints().next().or(reading.hints()::archive);
            if (older.isEmpty()) {
                break;
            }
            try {
                at = at.resolve(older.get());
            } catch (Target.Refused e) {
                LOG.debug("{} names a page that is not followed: {}", polled.feed.id(), e.getMessage());
                break;
            }
            if (!been.add(at)
                    || !(fetch(request(polled.feed, at, FeedState.fresh(polled.feed, now)))
                            instanceof Fetched.Answer answer)
                    || answer.status() != 200
                    || !FeedLook.refusal(answer.body()).isEmpty()) {
                break;
            }
            at = answer.at();
            reading = read(polled.feed, answer, now, settings.items() - pages.items.size());
            pages.add(reading);
        }
        return pages;
    }

    /** Until something known turns up: then nothing between was missed. */
    private static boolean wantsOlder(Polled polled, List<WireItem> items) {
        return polled.known.isEmpty()
                ? polled.feed.backfill()
                : !items.isEmpty() && items.stream().noneMatch(polled.known::has);
    }

    private FeedReader.Reading read(Feed feed, Fetched.Answer answer, Instant now, int most) {
        if (answer.body().length <= LARGE_BYTES) {
            return reader.read(feed, answer.at().toString(), answer.body(), now, most);
        }
        return CompletableFuture.supplyAsync(
                        () -> reader.read(feed, answer.at().toString(), answer.body(), now, most), large)
                .join();
    }

    private boolean commit(Polled polled, Step step) {
        return commit(polled, step, polled.subscription);
    }

    private boolean commit(Polled polled, Step step, Subscription subscription) {
        Map<String, Map<String, String>> cursor = new HashMap<>();
        cursor.put(POLL, step.state().fields());
        if (step.known() != polled.known) {
            cursor.put(ITEMS, step.known().fields());
        }
        if (!subscription.equals(polled.subscription)) {
            cursor.put(HUB, subscription.fields());
        }
        try {
            reader.publish(polled.feed, step.items(), step.refusals(), cursor).get();
            polled.state = step.state();
            polled.known = step.known();
            polled.subscription = subscription;
            return true;
        } catch (ExecutionException e) {
            LOG.debug("what {} brought is not committed", polled.feed.id(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops polling; polls under way publish what they have, or nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            hubTurns.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        new ArrayList<>(feeds.keySet()).forEach(this::remove);
        client.close();
        started.shutdownNow();
        large.shutdown();
    }
}
