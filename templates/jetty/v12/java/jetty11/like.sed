# of jetty10
s/javax\.servlet/jakarta.servlet/
