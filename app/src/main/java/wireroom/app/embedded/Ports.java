package wireroom.app.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports. */
public final class Ports {
    private Ports() {}

    /**
     * True when nobody listens on a loopback port, so that we can.
     *
     * @param port 1 to 65535
     */
    public static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // as every server here does: connections of a room that has just ended must not look like a busy port
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A loopback port that is free now. */
    public static int any() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure("no free port on 127.0.0.1", "see what listens: ss -ltn", e);
        }
    }

    /** The wanted port, or a free one for 0. */
    static int orAny(int wanted) {
        return wanted == 0 ? any() : wanted;
    }
}
