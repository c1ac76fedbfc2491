# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
[description]
Copies sessions between the instances of a cluster.

[tags]
session

[provides]
session-cache
session-store

[depend]
sessions

[lib]
lib/hactl/*.jar

[xml]
etc/hactl-ha.xml

[ini]
jetty.sessionIdManager.workerName?=a-1
