package wireroom.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.InterruptException;
import wireroom.registry.RegistryConfig.Endpoint;

/**
 * HTTP with fail-over: asks the registry that answered last, then the others in turn, and the whole round again with
 * growing pauses until {@code schema.registry.wait.ms} is over. Thread-safe.
 */
final class RegistryCalls implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final RegistryConfig config;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int lastGood;

    RegistryCalls(RegistryConfig config) {
        this.config = config;
    }

    /** What a registry said: any status but those that ask to come back later. */
    record Answer(Endpoint from, int status, String body) {}

    /**
     * @param body null for none
     * @throws RegistryUnavailableException when the wait was in vain, or {@link #close} ended it
     * @throws RegistryRefusedException when no certificate of any registry is trusted
     */
    Answer ask(String method, String path, String body) {
        long giveUp = System.nanoTime() + config.patience().toNanos();
        Duration pause = FIRST_PAUSE;
        // Questions are rare, all answers are cached. A client for each leaves no threads behind.
        try (HttpClient http = client()) {
            while (true) {
                Round round = new Round();
                Answer answer = round.run(http, method, path, body);
                if (answer != null) {
                    return answer;
                }
                long left = giveUp - System.nanoTime();
                if (left <= 0 || closed.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS)) {
                    throw new RegistryUnavailableException(
                            "no schema registry answers at " + config.endpoints() + " (" + round.why + ", waited "
                                    + config.patience().toMillis()
                                    + " ms). Start it, or raise schema.registry.wait.ms; the record can be tried again.",
                            round.failure);
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            throw new InterruptException("interrupted while asking the schema registry", e);
        }
    }

    private HttpClient client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(config.connectTimeout());
        return (config.tls() == null ? builder : builder.sslContext(config.tls())).build();
    }

    /** One try of each registry. */
    private final class Round {
        private String why = "not asked";
        private IOException failure;

        Answer run(HttpClient http, String method, String path, String body) throws InterruptedException {
            List<Endpoint> all = config.endpoints();
            int start = lastGood;
            boolean onlyTlsFails = true;
            for (int i = 0; i < all.size(); i++) {
                int index = (start + i) % all.size();
                Endpoint endpoint = all.get(index);
                try {
                    HttpResponse<String> response =
                            http.send(request(endpoint, method, path, body), HttpResponse.BodyHandlers.ofString());
                    int status = response.statusCode();
                    if (status < 500 && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS) {
                        lastGood = index;
                        return new Answer(endpoint, status, response.body());
                    }
                    onlyTlsFails = false;
                    why = endpoint + " answered " + status;
                } catch (IOException e) {
                    onlyTlsFails &= e instanceof SSLException;
                    why = endpoint + ": "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
                    failure = e;
                }
            }
            if (onlyTlsFails) {
                throw new RegistryRefusedException(
                        0,
                        "no trusted connection to a schema registry: " + why + ". See schema.registry.ssl.*",
                        failure);
            }
            return null;
        }
    }

    private HttpRequest request(Endpoint endpoint, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.base() + path))
                .timeout(config.readTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", MEDIA_TYPE);
        }
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization());
        }
        return request.build();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
