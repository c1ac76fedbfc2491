package hactl.demo;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.servlet.http.HttpServletRequest;

/** Which instance this is: a name if the server knows one, and the address that was called. */
final class Where {
    private static final String[] PROPERTIES = {"hactl.instance", "jvmRoute"};

    private Where() {}

    /** The instance's name: a system property, else the jvmRoute of Tomcat's Engine, else empty. */
    static String instance() {
        for (String property : PROPERTIES) {
            String name = System.getProperty(property);
            if (name != null && name.length() > 0) {
                return name;
            }
        }
        return engineRoute();
    }

    /** The address as text; asked by number, since a look-up of the own name may stall for seconds. */
    static String address(HttpServletRequest request) {
        return request.getLocalAddr() + ":" + request.getLocalPort();
    }

    private static String engineRoute() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            for (ObjectName engine : beans.queryNames(new ObjectName("*:type=Engine"), null)) {
                Object route = beans.getAttribute(engine, "jvmRoute");
                if (route != null) {
                    return route.toString();
                }
            }
        } catch (JMException notTomcat) {
            return "";
        }
        return "";
    }
}
