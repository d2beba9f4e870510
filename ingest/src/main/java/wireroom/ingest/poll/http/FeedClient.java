package wireroom.ingest.poll.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Fetches documents of strangers over HTTP/1.1. Every name is resolved here, every address looked at, and the
 * connection made to just that address, at every hop; so neither a redirect nor a name that changes its address
 * between look and connection leads inside. Every request ends within one total time, whatever the server does.
 * Thread-safe; made for virtual threads.
 */
public final class FeedClient implements AutoCloseable {
    /** Lookups that hang hold threads of the system; so many may, before others wait. */
    private static final int LOOKUPS = 64;
    /** Connections kept for the next request, all hosts together. */
    private static final int IDLE_CONNECTIONS = 128;
    /** Servers close idle connections after 5 s and more. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final Pattern FORBIDDEN_IN_HEADERS = Pattern.compile("[\r\n\0]");

    private final HttpLimits limits;
    private final Resolver resolver;
    private final Function<InetAddress, Optional<String>> guard;
    private final SSLContext tls;
    private final Semaphore shared;
    private final ScheduledThreadPoolExecutor watchdog;
    private final ExecutorService lookups;
    private final Map<String, Deque<Connection>> idle = new HashMap<>();
    private int idleCount;

    /** @param tls whom to trust */
    public FeedClient(HttpLimits limits, Resolver resolver, SSLContext tls) {
        this(limits, resolver, AddressGuard::refusal, tls);
    }

    /** @param guard what an address is when nobody may be led there: for tests, where all is loopback */
    FeedClient(HttpLimits limits, Resolver resolver, Function<InetAddress, Optional<String>> guard, SSLContext tls) {
        this.limits = limits;
        this.resolver = resolver;
        this.guard = guard;
        this.tls = tls;
        this.shared = new Semaphore(limits.sharedBytes() / 1024, true);
        ThreadFactory daemon =
                Thread.ofPlatform().daemon().name("poll-watchdog").factory();
        this.watchdog = new ScheduledThreadPoolExecutor(1, daemon);
        watchdog.setRemoveOnCancelPolicy(true);
        // Platform threads: a lookup blocks in the system, and would hold the carrier of a virtual one.
        this.lookups = Executors.newFixedThreadPool(
                LOOKUPS, Thread.ofPlatform().daemon().name("poll-lookup-", 0).factory());
    }

    /** One request under way: what the watchdog ends. */
    private static final class Call {
        private final Deadline deadline;
        private final AtomicReference<Socket> socket = new AtomicReference<>();
        private long bytes;

        Call(Deadline deadline) {
            this.deadline = deadline;
        }

        void cut() {
            Socket open = socket.get();
            if (open != null) {
                Connection.cut(open);
            }
        }
    }

    /** Asks, follows redirects, and reads the answer. Never throws on what a server does. */
    public Fetched fetch(Request request) {
        Call call = new Call(new Deadline(limits.total().toNanos()));
        // A moment later than the deadline, so that whoever is woken by it finds it passed.
        ScheduledFuture<?> watch = watchdog.schedule(call::cut, limits.total().toMillis() + 1, TimeUnit.MILLISECONDS);
        try {
            return follow(request, call);
        } catch (FetchFailure e) {
            return new Fetched.Failed(e.why(), e.getMessage(), call.bytes);
        } catch (Target.Refused e) {
            return new Fetched.Failed(Failure.FORBIDDEN_URL, "a redirect leads to " + e.getMessage(), call.bytes);
        } catch (SSLException e) {
            return call.deadline.passed() ? late(call) : new Fetched.Failed(Failure.TLS, line(e), call.bytes);
        } catch (IOException e) {
            return call.deadline.passed() ? late(call) : new Fetched.Failed(Failure.UNREACHABLE, line(e), call.bytes);
        } finally {
            watch.cancel(false);
        }
    }

    private Fetched late(Call call) {
        return new Fetched.Failed(
                Failure.TIMEOUT, "not done within " + limits.total().toSeconds() + " s", call.bytes);
    }

    private static String line(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private Fetched follow(Request request, Call call) throws FetchFailure, Target.Refused, IOException {
        Target at = request.target();
        Optional<Target> moved = Optional.empty();
        boolean forGood = true;
        Set<Target> been = new HashSet<>();
        while (true) {
            if (!been.add(at)) {
                throw new FetchFailure(Failure.REDIRECTS, "the redirects go in a circle, back to " + at);
            }
            if (been.size() > limits.redirects() + 1) {
                throw new FetchFailure(Failure.REDIRECTS, "more than " + limits.redirects() + " redirects");
            }
            Fetched.Answer answer = ask(request, at, moved, call);
            Optional<String> location = answer.headers().first("Location");
            boolean redirect = switch (answer.status()) {
                case 301, 302, 303, 307, 308 -> true;
                default -> false;
            };
            if (!redirect || location.isEmpty() || request.body().isPresent()) {
                return answer;
            }
            Target next = at.resolve(location.get());
            if (at.secure() && !next.secure()) {
                throw new FetchFailure(Failure.DOWNGRADE, "a redirect from https to " + next.origin());
            }
            forGood &= answer.status() == 301 || answer.status() == 308;
            if (forGood) {
                moved = Optional.of(next);
            }
            at = next;
        }
    }

    private Fetched.Answer ask(Request request, Target at, Optional<Target> moved, Call call)
            throws FetchFailure, IOException {
        String place = (request.allowPrivate() ? "inside " : "public ") + at.origin();
        byte[] sent = bytes(request, at);
        while (true) {
            Connection connection = idle(place);
            if (connection == null) {
                connection = connect(at, request.allowPrivate(), call);
            } else {
                call.socket.set(connection.raw());
            }
            long before = connection.received();
            boolean kept = false;
            try {
                Head head;
                try {
                    connection.send(sent);
                    head = Head.read(connection, limits);
                } catch (IOException | FetchFailure e) {
                    if (connection.used() && connection.received() == before && !call.deadline.passed()) {
                        // The server closed a kept connection just when we used it: that says nothing.
                        continue;
                    }
                    throw e;
                }
                Framed framed = Framed.of(connection, head);
                Body body = Body.read(framed, head.headers(), limits, shared, call.deadline);
                if (head.persistent() && body.cut().isEmpty() && framed.drained() && isBare(head)) {
                    kept = keep(place, connection);
                }
                call.bytes += connection.received() - before;
                before = connection.received();
                return new Fetched.Answer(
                        head.status(), head.headers(), body.bytes(), body.cut(), at, moved, call.bytes);
            } finally {
                call.bytes += kept ? 0 : connection.received() - before;
                call.socket.set(null);
                if (!kept) {
                    connection.cut();
                }
            }
        }
    }

    /** A 304 that speaks of a body may bring one, against the rules: it would be read as the next answer. */
    private static boolean isBare(Head head) {
        return head.status() != 304 && head.status() != 204
                || head.headers().all("Transfer-Encoding").isEmpty()
                        && head.headers().first("Content-Length").orElse("0").equals("0");
    }

    private byte[] bytes(Request request, Target at) {
        StringBuilder head = new StringBuilder(256)
                .append(request.body().isPresent() ? "POST " : "GET ")
                .append(at.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(at.authority())
                .append("\r\nUser-Agent: ")
                .append(limits.userAgent())
                .append("\r\nAccept-Encoding: gzip\r\n");
        boolean home = at.origin().equals(request.target().origin());
        request.headers().forEach((name, value) -> {
            if (home || !request.secrets().contains(name.toLowerCase(java.util.Locale.ROOT))) {
                head.append(name)
                        .append(": ")
                        .append(FORBIDDEN_IN_HEADERS.matcher(value).replaceAll(" "))
                        .append("\r\n");
            }
        });
        request.body()
                .ifPresent(body ->
                        head.append("Content-Length: ").append(body.length).append("\r\n"));
        byte[] start = Connection.ascii(head.append("\r\n").toString());
        if (request.body().isEmpty()) {
            return start;
        }
        byte[] body = request.body().get();
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private Connection connect(Target at, boolean allowPrivate, Call call) throws FetchFailure, IOException {
        if (!allowPrivate && at.port() < 1024 && at.port() != 80 && at.port() != 443) {
            throw new FetchFailure(Failure.FORBIDDEN_URL, "port " + at.port() + " is not one of the web");
        }
        List<InetAddress> addresses = addresses(at, call);
        if (!allowPrivate) {
            // One bad address among good ones is an attack, or a mistake that looks like one.
            for (InetAddress address : addresses) {
                Optional<String> refusal = guard.apply(address);
                if (refusal.isPresent()) {
                    throw new FetchFailure(
                            Failure.FORBIDDEN_ADDRESS,
                            at.host() + " is at " + address.getHostAddress() + ", which is " + refusal.get());
                }
            }
        }
        IOException last = null;
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            call.socket.set(socket);
            boolean connected = false;
            try {
                long left = TimeUnit.NANOSECONDS.toMillis(call.deadline.left());
                if (left <= 0) {
                    throw new IOException("no time left");
                }
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, at.port()), (int)
                        Math.min(left, limits.connect().toMillis()));
                Socket speaking = at.secure() ? secured(socket, at) : socket;
                connected = true;
                return new Connection(socket, speaking);
            } catch (SSLException e) {
                // The host was reached: its other addresses would show the same certificate.
                throw e;
            } catch (IOException e) {
                last = e;
            } finally {
                if (!connected) {
                    Connection.cut(socket);
                }
            }
        }
        throw last == null ? new UnknownHostException(at.host()) : last;
    }

    private Socket secured(Socket socket, Target at) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, at.host(), at.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private List<InetAddress> addresses(Target at, Call call) throws FetchFailure {
        Future<List<InetAddress>> lookup = lookups.submit(() -> resolver.resolve(at.host()));
        try {
            List<InetAddress> found = lookup.get(Math.max(0, call.deadline.left()), TimeUnit.NANOSECONDS);
            if (found.isEmpty()) {
                throw new FetchFailure(Failure.UNRESOLVED, at.host() + " has no address");
            }
            return found;
        } catch (ExecutionException e) {
            throw new FetchFailure(Failure.UNRESOLVED, at.host() + " has no address");
        } catch (TimeoutException e) {
            throw new FetchFailure(Failure.TIMEOUT, "no answer for the name " + at.host());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFailure(Failure.TIMEOUT, "interrupted");
        } finally {
            lookup.cancel(true);
        }
    }

    private Connection idle(String place) {
        while (true) {
            Connection connection;
            synchronized (idle) {
                Deque<Connection> waiting = idle.get(place);
                connection = waiting == null ? null : waiting.pollLast();
                if (connection == null) {
                    return null;
                }
                idleCount--;
                if (waiting.isEmpty()) {
                    idle.remove(place);
                }
            }
            if (System.nanoTime() - connection.idleSince() < IDLE_NANOS && connection.isQuiet()) {
                return connection;
            }
            connection.cut();
        }
    }

    private boolean keep(String place, Connection connection) {
        if (!connection.isQuiet()) {
            return false;
        }
        long now = System.nanoTime();
        connection.rest(now);
        Connection oldest = null;
        synchronized (idle) {
            if (idleCount >= IDLE_CONNECTIONS) {
                var first = idle.entrySet().iterator().next();
                oldest = first.getValue().pollFirst();
                idleCount--;
                if (first.getValue().isEmpty()) {
                    idle.remove(first.getKey());
                }
            }
            idle.computeIfAbsent(place, p -> new ArrayDeque<>(2)).addLast(connection);
            idleCount++;
        }
        if (oldest != null) {
            oldest.cut();
        }
        return true;
    }

    /** Ends the connections that are kept; requests under way end by themselves. */
    @Override
    public void close() {
        synchronized (idle) {
            idle.values().forEach(waiting -> waiting.forEach(Connection::cut));
            idle.clear();
            idleCount = 0;
        }
        lookups.shutdownNow();
        watchdog.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
        watchdog.shutdown();
    }
}
