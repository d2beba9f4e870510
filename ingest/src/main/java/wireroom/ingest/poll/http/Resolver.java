package wireroom.ingest.poll.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Addresses of a name. */
@FunctionalInterface
public interface Resolver {
    /** Asks the system. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses, in the order in which to try them.
     *
     * @throws UnknownHostException when it has none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
