/**
 * What the administration service shows, as records that become JSON: the answers of the API, and
 * through it of the commands and the console. Names of components are those of the JSON members.
 */
@NullMarked
package org.angarium.server.admin.view;

import org.jspecify.annotations.NullMarked;
