@NullMarked
package org.angarium.mail.bimi;

import org.jspecify.annotations.NullMarked;
