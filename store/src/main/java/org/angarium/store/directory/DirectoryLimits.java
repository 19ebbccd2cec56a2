package org.angarium.store.directory;

/**
 * Bounds of the directory.
 *
 * @param namesPerAccount further addresses of one account
 * @param targetsPerAlias addresses an alias stands for
 * @param accountsPerCall accounts made in one transaction
 * @param displayNameChars length of a display name in UTF-16 units
 * @param domainsPerAdministrator domains that one account may administer
 * @param pageRows items in one part of a list, whatever the caller asks for
 */
public record DirectoryLimits(
    int namesPerAccount,
    int targetsPerAlias,
    int accountsPerCall,
    int displayNameChars,
    int domainsPerAdministrator,
    int pageRows) {
  public static final DirectoryLimits DEFAULT =
      new DirectoryLimits(100, 10_000, 10_000, 256, 1_000, 1_000);
}
