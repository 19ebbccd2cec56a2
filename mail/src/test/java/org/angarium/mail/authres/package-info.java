@NullMarked
package org.angarium.mail.authres;

import org.jspecify.annotations.NullMarked;
