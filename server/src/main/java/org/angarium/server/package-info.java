@NullMarked
package org.angarium.server;

import org.jspecify.annotations.NullMarked;
