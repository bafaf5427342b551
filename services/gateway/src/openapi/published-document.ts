import type { OpenAPIObject } from '@nestjs/swagger';

/** The document, once the application that it describes has been put together. */
export class PublishedDocument {
  private made: { readonly document: OpenAPIObject; readonly text: string } | undefined;

  publish(document: OpenAPIObject): void {
    this.made = { document, text: JSON.stringify(document) };
  }

  get document(): OpenAPIObject {
    return this.get().document;
  }

  get text(): string {
    return this.get().text;
  }

  private get(): { readonly document: OpenAPIObject; readonly text: string } {
    if (this.made === undefined) throw new Error('The OpenAPI document has not been made yet');
    return this.made;
  }
}
