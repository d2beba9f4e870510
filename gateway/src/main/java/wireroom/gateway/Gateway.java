package wireroom.gateway;

import java.net.URI;

/** Search, subscriptions and the web page over the current edition. Thread-safe. */
public final class Gateway implements AutoCloseable {
    private final URI address;

    private Gateway(URI address) {
        this.address = address;
    }

    /**
     * Starts to listen; returns when the page answers and everything published from now on reaches subscribers.
     *
     * @throws IllegalStateException when the port is taken, the folder cannot be used or the topics cannot be made
     */
    public static Gateway start(GatewayConfig config) {
        return new Gateway(URI.create("http://" + config.host() + ":" + config.port()));
    }

    /** Where it listens, e.g. {@code http://127.0.0.1:8080}. */
    public URI address() {
        return address;
    }

    /** How it stands now. */
    public GatewayStatus status() {
        return new GatewayStatus("", java.util.Map.of(), 0, 0, 0, 0, 0, 0);
    }

    /** Ends all streams, keeps the read model and returns. May be called twice. */
    @Override
    public void close() {}
}
