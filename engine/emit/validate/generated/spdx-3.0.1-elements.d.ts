/** Is this an element of that class, without any other member? Then it is a valid item of `@graph`; others may be, too. */
type IsElement = (element: unknown) => boolean;

export const Relationship: IsElement;
export const simplelicensing_LicenseExpression: IsElement;
export const simplelicensing_SimpleLicensingText: IsElement;
export const software_File: IsElement;
export const software_Package: IsElement;
export const software_Sbom: IsElement;
