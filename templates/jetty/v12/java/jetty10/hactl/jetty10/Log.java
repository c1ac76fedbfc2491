package hactl.jetty10;

import hactl.ha.Says;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the server. */
final class Log implements Says {
    private final Logger log = LoggerFactory.getLogger("hactl.ha");

    @Override
    public void info(String text) {
        log.info(text);
    }

    @Override
    public void warn(String text) {
        log.warn(text);
    }
}
